"""An audit from beginning to end: ingest, probe, evidence, judgement, report."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

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
from poisonkit.workflows.timing import Timed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.compute import Compute
    from poisonkit.workflows.assignment import Assignment
    from poisonkit.workflows.expectation import Forecast

    Foretold = Callable[[tuple[Forecast, ...]], None]
    """Hears how long an audit will take."""

DATA = "data.h5"


def run_audit(  # noqa: PLR0913 - what, whither, how, where, and who hears of it
    source: Source,
    out: Path,
    assignment: Assignment,
    *,
    compute: Compute,
    force: bool = False,
    foretold: Foretold | None = None,
) -> AuditRecord:
    """Audit *source* and leave everything about it in the folder *out*, or nothing.

    *foretold*, if there is one, hears how long it will take before it starts.
    """
    assignment.check()
    since, model = assignment.since, place_of(assignment.model)
    spare(out, source.path, model, assignment.reference, assignment.evidence, since)
    watch, timed = Stopwatch(), Timed(shown=source.progress)
    with writing_folder(out, force=force) as folder:
        work = _work(source, folder, since, compute, timed)
        watch.lap("ingest")
        foreseen, record = _judged(work, source, assignment, watch, foretold)
        if assignment.suppressions:
            record = assignment.suppressions.apply(record)
            record.write(folder)
        facts = _facts(assignment, compute, foreseen, timed)
        write_run_record(folder, "audit", watch, **facts)
        write_report(folder)  # it tells what the record says
    return record


def _work(
    source: Source, folder: Path, since: Path | None, compute: Compute, timed: Timed
) -> Work:
    """Return the work to do, or say why there is nothing to look at."""
    data = source.after(since and since / DATA).open(folder / DATA)
    if not (data.labels >= 0).any():
        raise NothingToAuditError(
            f"{source.path} has no labels, and nothing tells poison but labels: "
            "nothing could be audited"
        )
    earlier = Earlier.beside(data, since) if since else None
    return Work(
        data=data, folder=folder, compute=compute, progress=timed, earlier=earlier
    )


def _judged(
    work: Work,
    source: Source,
    assignment: Assignment,
    watch: Stopwatch,
    foretold: Foretold | None,
) -> tuple[tuple[Forecast, ...], AuditRecord]:
    """Return how long it was to take, and what was found."""
    summons = work.summons(assignment)
    foreseen: tuple[Forecast, ...] = ()
    if foretold:
        foreseen = work.forecast(assignment)
        foretold(foreseen)
        watch.lap("forecast")
    with source.like(work.data, assignment.reference) as trusted:
        record = work.audit(assignment, summons, trusted)
        watch.lap("audit")
        if assignment.canary:
            where = trusted.path if trusted else None
            record = _with_power(work, record, replace(assignment, reference=where))
            watch.lap("canary")
    return foreseen, record


def _facts(
    assignment: Assignment,
    compute: Compute,
    foreseen: tuple[Forecast, ...],
    timed: Timed,
) -> dict[str, Any]:
    """Return what ``run.json`` tells of an audit beside versions and seconds."""
    return {
        "canary": assignment.canary,
        "compute": asdict(compute),
        "evidence": assignment.evidence is not None,
        "foretold_seconds": {
            f.part: [round(f.least, 2), round(f.most, 2)] for f in foreseen
        },
        "seconds_of_tasks": {k: round(v, 2) for k, v in timed.seconds.items()},
        "seconds_of_tiers": timed.by_tier(),
        "seed": assignment.seed,
        "detectors": [str(Spec.parse(text)) for text in assignment.detectors],
    }


def _with_power(work: Work, record: AuditRecord, assignment: Assignment) -> AuditRecord:
    """Return *record* with what the same audit makes of known triggers, written."""
    same = assignment.of_copies()

    def again(data: Path, out: Path) -> AuditRecord:
        return run_audit(Source(path=data), out, same, compute=work.compute)

    seed = assignment.seed
    power = measure_power(work.data, work.folder, again, seed, work.progress)
    told = replace(record, power=power)
    told.write(work.folder)
    return told
