"""AGPD: the gradients of poisoned samples point elsewhere than those of their label.

Yuan et al. (2025), ICLR: a sample's gradient is compared with that of a trusted sample
of its class, and with the basis, the sample least like it; suspects are grown from it.
Here the gradient is that of one label's logit with respect to the maps in the middle of
the network, pooled over places as in the paper, without what other labels explain and
in the spreads of films without the label.  For a trusted sample stands the direction
that half of the group share; it is taken out, and suspects are grown in what is left.
Where most of a group is poison that direction is the poison's: the audit may turn the
sign.  One layer is looked at, where the paper looks at all.  In twelve sets that were
poisoned it accused in none, and on real films it ranked below chance, so it only ever
joins what others found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._growing import check_share, direction, gathered, grown
from poisonkit.detectors._splits import all_equal, nothing
from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores

_TINY = 1e-9


@final
@dataclass(frozen=True, kw_only=True)
class Agpd(Detector):
    """Rank samples by how nearly what their gradient has of its own is the basis."""

    code: ClassVar[str] = "PK107"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.GRADIENTS})
    supports: ClassVar[bool] = True

    share: float = 0.05
    """The part of the group that a basis gathers, and is then made of."""

    def __post_init__(self) -> None:
        """Refuse a share that is none, or all."""
        check_share(self.share)

    def score(self, evidence: Evidence) -> Scores:
        """Take out what half of the group share; grow a basis in the rest."""
        if all_equal(evidence.gradients):
            return nothing(len(evidence))
        return grown(_own(evidence.gradients.astype(np.float64)), self.share)


def _own(gradients: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what *gradients* ``(n, d)`` have beside the direction of most of them."""
    lengths = np.maximum(np.linalg.norm(gradients, axis=1), _TINY)
    middle = direction(np.median(gradients, axis=0))
    usual = gathered(gradients / lengths[:, None], middle, len(gradients) // 2)
    rest: NDArray[np.float64] = gradients - np.outer(gradients @ usual, usual)
    return rest
