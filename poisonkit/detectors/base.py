"""What every detector promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence, Need
    from poisonkit.scores import Scores


class Detector(ABC):
    """Measures how suspicious each sample of one group is.

    The audit loops over labels, computes what is needed, and judges; a detector only
    measures.  It sees no file, no manifest, and no label but the group's own.
    """

    code: ClassVar[str]
    """Permanent, ``PK`` and three digits; never used again once retired.  PK1xx look at
    activations and losses, PK2xx at saliency, PK3xx at adversarial examples, PK4xx at
    the data themselves."""

    needs: ClassVar[frozenset[Need]]
    """What `score` reads from its evidence; reading more is an error."""

    min_samples: ClassVar[int] = 16
    """Smaller groups are skipped, and the report says so."""

    supports: ClassVar[bool] = False
    """True where the measurement alone proves nothing: it joins what others found."""

    @abstractmethod
    def score(self, evidence: Evidence) -> Scores:
        """Return one suspicion per sample, ``(n,)``, in the order of *evidence*."""
