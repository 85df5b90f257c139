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

from poisonkit.detectors._growing import common, cosines, reach
from poisonkit.detectors._splits import all_equal, nothing
from poisonkit.detectors.base import Detector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence

_LEAST = 3


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
        if not 0 < self.share < 1:
            raise BadParameterError(f"share must lie between 0 and 1, got {self.share}")

    def score(self, evidence: Evidence) -> Scores:
        """Grow the direction in which the few furthest go, and measure angles to it."""
        residuals = evidence.residuals.astype(np.float64)
        if all_equal(evidence.residuals):
            return nothing(len(residuals))
        few = max(_LEAST, round(self.share * len(residuals)))
        basis = common(residuals, few)
        return Scores(
            suspicion=cosines(residuals, basis),
            separation=max(reach(residuals @ basis, few), 0.0),
            reversible=True,
        )
