"""An audit from beginning to end: ingest, probe, evidence, judgement, report."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from poisonkit.checkpoint import place_of
from poisonkit.earlier import Earlier
from poisonkit.errors import NothingToAuditError
from poisonkit.files import writing_folder
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.spec import Spec
from poisonkit.stages.report import write_report
from poisonkit.workflows.auditwork import Work
from poisonkit.workflows.opening import Source
from poisonkit.workflows.power import measure_power
from poisonkit.workflows.sparing import spare

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.workflows.assignment import Assignment

DATA = "data.h5"


def run_audit(
    source: Source,
    out: Path,
    assignment: Assignment,
    *,
    compute: Compute,
    force: bool = False,
) -> AuditRecord:
    """Audit *source* and leave everything about it in the folder *out*, or nothing."""
    assignment.check()
    since, model = assignment.since, place_of(assignment.model)
    spare(out, source.path, model, assignment.reference, assignment.evidence, since)
    watch = Stopwatch()
    with writing_folder(out, force=force) as folder:
        data = source.after(since and since / DATA).open(folder / DATA)
        _check_labels(data, source.path)
        watch.lap("ingest")
        work = Work(
            source=source,
            data=data,
            folder=folder,
            compute=compute,
            earlier=Earlier.beside(data, since) if since else None,
        )
        with source.like(data, assignment.reference) as trusted:
            record = work.audit(assignment, trusted, watch)
            if assignment.canary:
                where = trusted.path if trusted else None
                record = _with_power(work, record, replace(assignment, reference=where))
                watch.lap("canary")
        if assignment.suppressions:
            record = assignment.suppressions.apply(record)
            record.write(folder)
        _note(folder, watch, assignment, compute)
        write_report(folder)  # it tells what the record says
    return record


def _check_labels(data: CxrDataset, path: Path) -> None:
    if not (data.labels >= 0).any():
        raise NothingToAuditError(
            f"{path} has no labels, and nothing tells poison but labels: nothing could "
            "be audited"
        )


def _note(
    folder: Path, watch: Stopwatch, assignment: Assignment, compute: Compute
) -> None:
    """Write ``run.json``."""
    detectors = [str(Spec.parse(text)) for text in assignment.detectors]
    facts = {"canary": assignment.canary, "compute": asdict(compute)}
    wishes = {"seed": assignment.seed, "detectors": detectors}
    write_run_record(folder, "audit", watch, **facts, **wishes)


def _with_power(work: Work, record: AuditRecord, assignment: Assignment) -> AuditRecord:
    """Return *record* with what the same audit makes of known triggers, written."""
    plain = replace(assignment, suppressions=None, since=None)
    same = replace(plain, model=None, evidence=None, canary=False)
    if assignment.model or assignment.evidence:  # it never saw those triggers
        same = replace(same, detectors=same.without_a_model())

    def again(data: Path, out: Path) -> AuditRecord:
        return run_audit(Source(path=data), out, same, compute=work.compute)

    power = measure_power(
        work.data, work.folder, again, assignment.seed, work.source.progress
    )
    told = replace(record, power=power)
    told.write(work.folder)
    return told
