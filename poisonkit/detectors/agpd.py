"""AGPD: the gradients of poisoned samples point elsewhere, and all the same way.

Yuan et al. (2025), ICLR: a sample's gradient is compared with that of a trusted sample
and with the basis, the sample least like it, and suspects are grown from the basis.
Here the gradient is that of one label's logit with respect to the maps in the middle of
the network, pooled over places as in the paper.  What is trusted are the films without
the label: the mean of their gradients is zero here, and their spread one, so a group of
which most is poison is no trouble.  One layer is looked at, the paper looks at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._splits import all_equal
from poisonkit.detectors.base import Detector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.evidence import Evidence

    Floats = NDArray[np.float64]

_STARTS = 16
"""Samples least like the trusted ones, each tried as the basis."""

_ROUNDS = 10
_TINY = 1e-9


@final
@dataclass(frozen=True, kw_only=True)
class Agpd(Detector):
    """Rank samples by how nearly their gradient points along the basis."""

    code: ClassVar[str] = "PK107"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.GRADIENTS})

    share: float = 0.05
    """The part of the group that a basis gathers, and is then made of."""

    def __post_init__(self) -> None:
        """Refuse a share that is none, or all."""
        if not 0 < self.share < 1:
            raise BadParameterError(f"share must lie between 0 and 1, got {self.share}")

    def score(self, evidence: Evidence) -> Scores:
        """Grow a basis from several starts; keep that whose gathered agree most."""
        gradients = evidence.gradients.astype(np.float64)
        if all_equal(evidence.gradients):
            return Scores(suspicion=np.zeros(len(gradients)), separation=0.0)
        lengths = np.linalg.norm(gradients, axis=1)
        units = gradients / np.maximum(lengths, _TINY)[:, None]
        few = max(3, round(self.share * len(units)))
        starts = units[np.argsort(-lengths, kind="stable")[:_STARTS]]
        bases = [_grown(units, start, few) for start in starts]
        near = max((units @ basis for basis in bases), key=lambda n: _agreed(n, few))
        gathered = np.argsort(-near, kind="stable")[:few]
        return Scores(
            suspicion=near,
            separation=max(float((near * lengths)[gathered].mean()), 0.0),
        )


def _grown(units: Floats, basis: Floats, few: int) -> Floats:
    """Return the direction of the *few* of *units* that *basis* gathers in the end."""
    for _ in range(_ROUNDS):
        gathered = np.argsort(-(units @ basis), kind="stable")[:few]
        mean = units[gathered].mean(axis=0)
        basis = mean / max(float(np.linalg.norm(mean)), _TINY)
    return basis


def _agreed(near: Floats, few: int) -> float:
    """Return how *near* ``(n,)`` the *few* nearest are in the mean, without noise."""
    return round(float(np.sort(near)[-few:].mean()), 6)
