"""What an audit is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from poisonkit.auditfile import AuditRecord
from poisonkit.checkpoint import Checkpoint
from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Tier, tier_of
from poisonkit.errors import BadInputError
from poisonkit.evidence import FROM_A_MODEL
from poisonkit.judgement.brief import Brief
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.checkpoint import Run
    from poisonkit.suppressions import Suppressions


def detectors_of(*tiers: Tier) -> tuple[str, ...]:
    """Return the names of all detectors of some *tiers*."""
    names = DETECTORS.modules()
    return tuple(name for name in names if tier_of(DETECTORS.load(name)) in tiers)


def usual_detectors() -> tuple[str, ...]:
    """Return the names of all detectors but those that are to be asked for."""
    return detectors_of(Tier.DATA, Tier.EVIDENCE)


def chosen_detectors(named: tuple[str, ...], *, deep: bool) -> tuple[str, ...]:
    """Return those that are *named*, or the usual ones; and the deep ones, if asked."""
    chosen = named or usual_detectors()
    names = {Spec.parse(text).name for text in chosen}
    more = detectors_of(Tier.DEEP) if deep else ()
    return chosen + tuple(name for name in more if name not in names)


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What an audit is asked to do."""

    detectors: tuple[str, ...] = field(default_factory=usual_detectors)
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

    def of_copies(self) -> Self:
        """Return the same audit, of copies with known triggers planted in them.

        A model that is given never saw those, so detectors that ask one are left out.
        """
        given = self.model or self.evidence
        names = self.without_a_model() if given else self.detectors
        plain = replace(self, detectors=names, canary=False, suppressions=None)
        return replace(plain, model=None, evidence=None, since=None)
