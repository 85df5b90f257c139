"""Loss trace: a trigger that was learned makes its films easy, early.

After anti-backdoor learning (Li et al., 2021, arXiv:2110.11571), whose loss over all
labels would single out films without findings; here it is the loss of one label among
the films that agree on it.  It speaks only of triggers that were learned: of others it
says the opposite, so its sign is never turned and it starts no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors.base import Detector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence

_TINY = 1e-6


@final
@dataclass(frozen=True, kw_only=True)
class LossTrace(Detector):
    """Rank the films of a group by how low their loss was in the early epochs."""

    code: ClassVar[str] = "PK103"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LOSSES})
    supports: ClassVar[bool] = True

    early: float = 0.5
    """The share of the epochs that counts as early."""

    def __post_init__(self) -> None:
        """Refuse a share that holds no epoch."""
        if not 0 < self.early <= 1:
            raise BadParameterError(f"early must be above 0, at most 1: {self.early}")

    def score(self, evidence: Evidence) -> Scores:
        """Compare the lower tail of the mean log loss with the upper one."""
        losses = evidence.losses.astype(np.float64)
        epochs = max(1, round(self.early * losses.shape[1]))
        ease = -np.log(losses[:, :epochs].mean(axis=1) + _TINY)
        low, middle, high = np.quantile(ease, (0.05, 0.5, 0.95))
        spread = max(float(high - low), _TINY)
        return Scores(
            suspicion=(ease - middle) / spread,
            separation=float((high - middle + _TINY) / (middle - low + _TINY)),
        )
