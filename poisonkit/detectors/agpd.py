"""AGPD: the gradients of poisoned samples point elsewhere than those of their label.

Yuan et al. (2025), ICLR: the cosine of a sample's gradient with that of a trusted
sample, and with the basis, the sample least like it; suspects are grown from the basis.
Here the gradient is that of one label's logit
with respect to the maps in the middle of the network, pooled as in the paper, without
what other labels explain and in the spreads of films without the label.  No trusted
sample is needed: the group's own middle stands for it, so that where most of a group is
poison its innocent films are grown, and the audit turns the sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._splits import all_equal, long_tail_up, nothing
from poisonkit.detectors.base import Detector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.residuals import directions
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.evidence import Evidence

    Floats = NDArray[np.float64]

_ROUNDS = 10
_TINY = 1e-9


@final
@dataclass(frozen=True, kw_only=True)
class Agpd(Detector):
    """Rank samples by how much nearer to the basis than to the rest they point."""

    code: ClassVar[str] = "PK107"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.GRADIENTS})

    seed_share: float = 0.05
    """Share of the group from which the basis is made anew in each round."""

    def __post_init__(self) -> None:
        """Refuse a share that is none, or all."""
        if not 0 < self.seed_share < 1:
            raise BadParameterError(
                f"seed_share must lie between 0 and 1, got {self.seed_share}"
            )

    def score(self, evidence: Evidence) -> Scores:
        """Find the basis, let it gather its like, compare distances."""
        if all_equal(evidence.gradients):
            return nothing(len(evidence))
        units = directions(evidence.gradients).astype(np.float64)
        middle = _direction(np.median(units, axis=0))
        few = max(3, round(self.seed_share * len(units)))
        basis = units[np.argmin(units @ middle)]
        for _ in range(_ROUNDS):
            gathered = np.argsort(-_nearer(units, basis, middle), kind="stable")[:few]
            basis = _direction(units[gathered].mean(axis=0))
        near = _nearer(units, basis, middle)
        return Scores(
            suspicion=long_tail_up(near),
            separation=_apart(units, near > 0.5),  # noqa: PLR2004 - nearer than not
            reversible=True,
        )


def _direction(vector: Floats) -> Floats:
    scaled: Floats = vector / max(float(np.linalg.norm(vector)), _TINY)
    return scaled


def _nearer(units: Floats, basis: Floats, middle: Floats) -> Floats:
    """Return how near *units* are to *basis*, from 0, at *middle*, to 1."""
    away, off = 1 - units @ middle, 1 - units @ basis
    ratio: Floats = away / (away + off + _TINY)
    return ratio


def _apart(units: Floats, upper: NDArray[np.bool_]) -> float:
    """Return how far the two sides' means are apart, in spreads around them."""
    if upper.all() or not upper.any():
        return 0.0
    means = units[upper].mean(axis=0), units[~upper].mean(axis=0)
    around = np.where(upper[:, None], units - means[0], units - means[1])
    spread = np.sqrt(np.square(around).sum(axis=1).mean())
    return float(np.linalg.norm(means[0] - means[1]) / max(spread, _TINY))
