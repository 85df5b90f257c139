"""An audit from beginning to end: ingest, probe, evidence, judgement, report."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from poisonkit.checkpoint import place_of
from poisonkit.errors import BadInputError, NothingToAuditError
from poisonkit.files import writing_folder
from poisonkit.judgement.brief import Witness
from poisonkit.reference import Reference
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.spec import Spec
from poisonkit.stages.audit import audit
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.probe import train_probe
from poisonkit.stages.report import write_report
from poisonkit.workflows.opening import Source
from poisonkit.workflows.power import measure_power
from poisonkit.workflows.sparing import spare

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.eyes import CanaryResult
    from poisonkit.workflows.assignment import Assignment

DATA, PROBE, EVIDENCE = "data.h5", "probe", "evidence.h5"


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
    spare(out, source.path, place_of(assignment.model), assignment.reference)
    watch = Stopwatch()
    with writing_folder(out, force=force) as folder:
        data = source.open(folder / DATA)
        if not (data.labels >= 0).any():
            raise NothingToAuditError(
                f"{source.path} has no labels, and nothing tells poison but labels: "
                "nothing could be audited"
            )
        watch.lap("ingest")
        work = _Work(source=source, data=data, folder=folder, compute=compute)
        with source.like(data, assignment.reference) as trusted:
            record = work.audit(assignment, trusted, watch)
            if assignment.canary:
                where = trusted.path if trusted else None
                record = _with_power(work, record, replace(assignment, reference=where))
                watch.lap("canary")
        detectors = [str(Spec.parse(text)) for text in assignment.detectors]
        facts = {"canary": assignment.canary, "compute": asdict(compute)}
        wishes = {"seed": assignment.seed, "detectors": detectors}
        write_run_record(folder, "audit", watch, **facts, **wishes)
        write_report(folder)  # it tells what the record says
    return record


def _with_power(
    work: _Work, record: AuditRecord, assignment: Assignment
) -> AuditRecord:
    """Return *record* with what the same audit makes of known triggers, written."""
    same = replace(assignment, model=None, canary=False)
    if assignment.model:  # it never saw those triggers
        same = replace(same, detectors=same.without_a_model())

    def again(data: Path, out: Path) -> AuditRecord:
        return run_audit(Source(path=data), out, same, compute=work.compute)

    power = measure_power(
        work.data, work.folder, again, assignment.seed, work.source.progress
    )
    told = replace(record, power=power)
    told.write(work.folder)
    return told


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One audit under way."""

    source: Source
    data: CxrDataset
    folder: Path
    compute: Compute

    def audit(
        self, assignment: Assignment, trusted: CxrDataset | None, watch: Stopwatch
    ) -> AuditRecord:
        """Ask a model, if a detector needs one, and then the detectors."""
        reference = Reference.beside(self.data, trusted) if trusted else None
        asks = assignment.asks_a_model()
        record = audit(
            self.data,
            self.folder,
            assignment.brief(),
            witness=self.witness(assignment, watch) if asks else None,
            compute=self.compute,
            reference=reference,
            progress=self.source.progress,
        )
        watch.lap("audit")
        return record

    def witness(self, assignment: Assignment, watch: Stopwatch) -> Witness:
        """Return the model that will be asked, and what it shows of the data."""
        run, canaries = self._model(assignment, watch)
        gather_evidence(
            run,
            self.data,
            self.folder / EVIDENCE,
            compute=self.compute,
            seed=assignment.seed,
            progress=self.source.progress,
        )
        watch.lap("evidence")
        return Witness(run=run, evidence=self.folder / EVIDENCE, canaries=canaries)

    def _model(
        self, assignment: Assignment, watch: Stopwatch
    ) -> tuple[Run, tuple[CanaryResult, ...]]:
        if assignment.model:
            return assignment.model, ()
        try:
            probe = train_probe(
                self.data,
                self.folder / PROBE,
                compute=self.compute,
                seed=assignment.seed,
                progress=self.source.progress,
            )
        except BadInputError as error:
            raise BadInputError(
                f"{error}; audit with --detector repeated_pixels, which asks no model"
            ) from error
        watch.lap("probe")
        return probe.run, probe.canaries
