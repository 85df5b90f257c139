"""Common direction: poisoned samples leave innocent films all on the same side.

Our own, after the way in which AGPD (Yuan et al., 2025) grows its suspects.  Residuals
of films without the label lie around the origin; those with the label leave it, each
for the signs of its own disease, poisoned ones for one and the same trigger.  So the
origin tells which end is guilty, whichever is the larger.  Where a disease always looks
the same it is followed instead, and the audit may turn the sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._growing import check_share, grown
from poisonkit.detectors._splits import all_equal, nothing
from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class CommonDirection(Detector):
    """Rank samples by how nearly they leave innocent films the way a few do."""

    code: ClassVar[str] = "PK108"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RESIDUALS})

    share: float = 0.05
    """The part of the group that the direction is the mean of."""

    def __post_init__(self) -> None:
        """Refuse a share that is none, or all."""
        check_share(self.share)

    def score(self, evidence: Evidence) -> Scores:
        """Grow the direction in which the few furthest go, and measure angles to it."""
        if all_equal(evidence.residuals):
            return nothing(len(evidence))
        return grown(evidence.residuals.astype(np.float64), self.share)
