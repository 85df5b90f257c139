"""An audit from beginning to end: ingest, probe, evidence, judgement, report."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from poisonkit.checkpoint import Checkpoint, place_of
from poisonkit.detectors import DETECTORS
from poisonkit.errors import BadInputError, NothingToAuditError
from poisonkit.evidence import FROM_A_MODEL
from poisonkit.files import writing_folder
from poisonkit.judgement.brief import Brief, Witness
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.spec import Spec
from poisonkit.stages.audit import audit
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.probe import train_probe
from poisonkit.stages.report import write_report
from poisonkit.workflows.sparing import spare

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.eyes import CanaryResult
    from poisonkit.workflows.opening import Source

DATA, PROBE, EVIDENCE = "data.h5", "probe", "evidence.h5"


def every_detector() -> tuple[str, ...]:
    """Return the names of all detectors there are."""
    return tuple(DETECTORS.modules())


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What an audit is asked to do."""

    detectors: tuple[str, ...] = field(default_factory=every_detector)
    model: Run | None = None
    """A model that was trained on the data; None: train a probe, if needed."""

    alpha: float = 0.05
    seed: int = 0

    def brief(self) -> Brief:
        """Return what the audit itself needs to know."""
        return Brief(detectors=self.detectors, alpha=self.alpha, seed=self.seed)

    def asks_a_model(self) -> bool:
        """Return whether a detector needs one; unknown detectors are refused here."""
        members = [DETECTORS.create(spec) for spec in self.detectors]
        return any(member.needs & FROM_A_MODEL for member in members)


def run_audit(
    source: Source,
    out: Path,
    assignment: Assignment,
    *,
    compute: Compute,
    force: bool = False,
) -> AuditRecord:
    """Audit *source* and leave everything about it in the folder *out*, or nothing."""
    brief, asks = assignment.brief(), assignment.asks_a_model()
    spare(out, source.path, place_of(assignment.model))
    if assignment.model:
        Checkpoint.read(assignment.model)  # refused before the work, not after it
    watch = Stopwatch()
    with writing_folder(out, force=force) as folder:
        data = source.open(folder / DATA)
        if not data.label_names:
            raise NothingToAuditError(
                f"{source.path} has no labels, and nothing tells poison but labels: "
                "nothing could be audited"
            )
        watch.lap("ingest")
        work = _Work(source=source, data=data, folder=folder, compute=compute)
        witness = work.witness(assignment, watch) if asks else None
        record = audit(
            data,
            folder,
            brief,
            witness=witness,
            compute=compute,
            progress=source.progress,
        )
        watch.lap("audit")
        write_report(folder)
        watch.lap("report")
        detectors = [str(Spec.parse(text)) for text in assignment.detectors]
        facts = {"compute": asdict(compute), "seed": brief.seed, "detectors": detectors}
        write_run_record(folder, "audit", watch, **facts)
    return record


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One audit under way."""

    source: Source
    data: CxrDataset
    folder: Path
    compute: Compute

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
