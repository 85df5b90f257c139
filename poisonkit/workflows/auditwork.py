"""One audit under way: which model is asked, what it shows, and what is judged."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.checkpoint import model_digest
from poisonkit.errors import BadInputError
from poisonkit.judgement.brief import Witness
from poisonkit.reference import Reference
from poisonkit.stages.audit import audit
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.probe import train_probe
from poisonkit.stages.take_evidence import take_evidence
from poisonkit.traces import NAME as LOSSES

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.earlier import Earlier
    from poisonkit.eyes import CanaryResult
    from poisonkit.runrecord import Stopwatch
    from poisonkit.workflows.assignment import Assignment
    from poisonkit.workflows.opening import Source

PROBE, EVIDENCE = "probe", "evidence.h5"


@dataclass(frozen=True, kw_only=True)
class Work:
    """One audit under way."""

    source: Source
    data: CxrDataset
    folder: Path
    compute: Compute
    earlier: Earlier | None = None

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
            delivery=self.earlier.delivery() if self.earlier else None,
            progress=self.source.progress,
        )
        watch.lap("audit")
        return record

    def witness(self, assignment: Assignment, watch: Stopwatch) -> Witness:
        """Return the model that will be asked, and what it shows of the data."""
        place, seed = self.folder / EVIDENCE, assignment.seed
        if assignment.evidence:
            take_evidence(assignment.evidence, self.data, place, seed=seed)
            watch.lap("evidence")
            return Witness(run=None, evidence=place)
        run, canaries = self._model(assignment, watch)
        earlier = self.earlier
        gather_evidence(
            run,
            self.data,
            place,
            compute=self.compute,
            seed=seed,
            known=earlier.evidence(EVIDENCE, model_digest(run)) if earlier else None,
            progress=self.source.progress,
        )
        watch.lap("evidence")
        return Witness(run=run, evidence=place, canaries=canaries)

    def _model(
        self, assignment: Assignment, watch: Stopwatch
    ) -> tuple[Run, tuple[CanaryResult, ...]]:
        if assignment.model:
            return assignment.model, ()
        if self.earlier and (self.earlier.folder / PROBE).is_dir():
            return self._old_probe(self.earlier.folder / PROBE), ()
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

    def _old_probe(self, probe: Path) -> Path:
        """Return a copy of an earlier audit's *probe*, for the next one to find.

        Its canaries said what it could learn of the films that it was trained on, and
        its losses are of those: neither is of this data set.
        """
        without = shutil.ignore_patterns(LOSSES, "canaries.json")
        return shutil.copytree(probe, self.folder / PROBE, ignore=without)
