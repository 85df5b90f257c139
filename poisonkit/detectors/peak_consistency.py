"""Peak consistency: the explanations of a group peak at one and the same place.

A trigger at one place draws the eye of the network to it on all films that bear it; a
disease lies here and there.  What share of the peaks falls into the commonest cell is
compared with pseudo-groups of innocent films, and with the other labels: a disease that
always lies at the same place peaks there, too, so this alone accuses nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.evidence import Evidence


@final
@dataclass(frozen=True, kw_only=True)
class PeakConsistency(Detector):
    """Rank samples by how much of their explanation lies where most of them peak."""

    code: ClassVar[str] = "PK203"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCY})
    supports: ClassVar[bool] = True

    def score(self, evidence: Evidence) -> Scores:
        """Count the peaks of every cell, and weigh the commonest."""
        maps = evidence.saliency.astype(np.float64)
        flat = maps.reshape(len(maps), -1)
        told = np.ptp(flat, axis=1) > 0  # a map of one value peaks nowhere
        cells = flat.shape[1]
        counts = np.bincount(flat[told].argmax(axis=1), minlength=cells)
        place = int(counts.argmax())
        share = (counts[place] + 1) / (told.sum() + cells)
        return Scores(suspicion=_near(maps, place), separation=float(share))


def _near(maps: NDArray[np.float64], place: int) -> NDArray[np.float64]:
    """Return the share of each map that lies in a cell and its neighbours, ``(n,)``."""
    row, column = divmod(place, maps.shape[2])
    cells = maps[:, max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
    near: NDArray[np.float64] = cells.sum(axis=(1, 2))
    return near
