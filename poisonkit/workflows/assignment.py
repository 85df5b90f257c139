"""What an audit is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poisonkit.auditfile import AuditRecord
from poisonkit.checkpoint import Checkpoint
from poisonkit.detectors import DETECTORS
from poisonkit.errors import BadInputError
from poisonkit.evidence import FROM_A_MODEL
from poisonkit.judgement.brief import Brief

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.checkpoint import Run
    from poisonkit.suppressions import Suppressions


def every_detector() -> tuple[str, ...]:
    """Return the names of all detectors there are."""
    return tuple(DETECTORS.modules())


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What an audit is asked to do."""

    detectors: tuple[str, ...] = field(default_factory=every_detector)
    model: Run | None = None
    """A model that was trained on the data; None: train a probe, if needed."""

    evidence: Path | None = None
    """What a model from elsewhere showed, as an archive, in the place of the model."""

    reference: Path | None = None
    """Films that are trusted: a data set or a folder."""

    alpha: float = 0.05
    seed: int = 0
    canary: bool = False
    """Tell also which triggers, in these films, would have been found."""

    since: Path | None = None
    """An earlier audit of some of the films: findings are about the others."""

    suppressions: Suppressions | None = None
    """Findings that somebody has looked at and answers for."""

    def check(self) -> None:
        """Refuse before the work, not after it, what cannot be done."""
        self.brief()
        self.asks_a_model()
        if self.evidence and self.model:
            raise BadInputError("give a model, or evidence of one, not both")
        for path in filter(None, (self.evidence, self.reference)):
            if not path.exists():
                raise BadInputError(f"{path} does not exist")
        if self.since:
            AuditRecord.read(self.since)
        if self.model:
            Checkpoint.read(self.model)

    def brief(self) -> Brief:
        """Return what the audit itself needs to know."""
        return Brief(detectors=self.detectors, alpha=self.alpha, seed=self.seed)

    def asks_a_model(self) -> bool:
        """Return whether a detector needs one; unknown detectors are refused here."""
        return self.detectors != self.without_a_model()

    def without_a_model(self) -> tuple[str, ...]:
        """Return the detectors that need none."""
        return tuple(
            spec
            for spec in self.detectors
            if not DETECTORS.create(spec).needs & FROM_A_MODEL
        )
