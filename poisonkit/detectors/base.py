"""What every detector promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from poisonkit.evidence import FROM_A_MODEL

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence, Need
    from poisonkit.scores import Scores


class Scope(StrEnum):
    """What a detector is shown at a time."""

    GROUP = "group"
    """The samples that agree on one label, again and again."""

    SET = "set"
    """All samples, once; it answers with observations."""


class Tier(StrEnum):
    """When a detector gets its turn: the quick ones first."""

    DATA = "pixels and labels"
    EVIDENCE = "evidence"
    """What one pass of a model over the films showed."""

    DEEP = "deep"
    """A model is asked anew, film by film; only on request."""


class Detector(ABC):
    """Measures how suspicious each sample of one group, or of the whole set, is.

    The audit loops over labels, computes what is needed, and judges; a detector only
    measures.  It sees no file and no manifest, and no label but the group's own, unless
    it declares that it needs them all.
    """

    code: ClassVar[str]
    """Permanent, ``PK`` and three digits; never used again once retired.  PK1xx look at
    activations and losses, PK2xx at saliency, PK3xx at adversarial examples, PK4xx at
    the data themselves: PK42x at labels and columns."""

    scope: ClassVar[Scope] = Scope.GROUP

    needs: ClassVar[frozenset[Need]]
    """What `score` reads from its evidence; reading more is an error."""

    min_samples: ClassVar[int] = 16
    """Smaller groups are skipped, and the report says so."""

    supports: ClassVar[bool] = False
    """True where the measurement alone proves nothing: it joins what others found."""

    @abstractmethod
    def score(self, evidence: Evidence) -> Scores:
        """Return one suspicion per sample, ``(n,)``, in the order of *evidence*."""


class DeepDetector(Detector):
    """A detector that asks a model anew: slow, and only run where it is asked for."""

    @abstractmethod
    def passes(self, count: int) -> int:
        """Return how many films pass the model for a group of *count*.

        There and back is three of them.  Time is foretold from it.
        """


def tier_of(detector: type[Detector]) -> Tier:
    """Return when *detector* gets its turn, which follows from what it needs."""
    if issubclass(detector, DeepDetector):
        return Tier.DEEP
    return Tier.EVIDENCE if detector.needs & FROM_A_MODEL else Tier.DATA
