"""SCAn: a group that is better described as two kinds of film than as one.

Tang, Wang, Tang and Zhang (2021), USENIX Security, in multi-label form.  The paper
takes a sample for its class's mean plus a variation that all classes share; here it is
the sum of what its other labels and columns do (which is taken out before) and that
shared variation, known from films without the label.  The statistic J is how much
likelier two means make the group than one; the audit compares it with pseudo-groups of
innocent films, where the paper compares classes with one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._splits import all_equal, long_tail_up, nothing
from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.evidence import Evidence

    Floats = NDArray[np.float64]

_STARTS = 3
"""Main directions across which the two kinds are looked for first."""

_ROUNDS = 50


@final
@dataclass(frozen=True, kw_only=True)
class Scan(Detector):
    """Split residuals in two of equal spread; separate by the gain in likelihood."""

    code: ClassVar[str] = "PK105"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RESIDUALS})

    def score(self, evidence: Evidence) -> Scores:
        """Split from several starts, keep the likeliest, project between the means."""
        residuals = evidence.residuals.astype(np.float64)
        if all_equal(evidence.residuals):
            return nothing(len(residuals))
        centred = residuals - residuals.mean(axis=0)
        axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :_STARTS]
        gains, betweens = zip(*(_split(centred, axis) for axis in axes.T), strict=True)
        best = int(np.argmax(gains))
        return Scores(
            suspicion=long_tail_up(centred @ betweens[best]),
            separation=float(gains[best]),
            reversible=True,
        )


def _split(centred: Floats, axis: Floats) -> tuple[float, Floats]:
    """Return J per sample of the split that begins across *axis*, and its direction.

    Residuals are in spreads of innocent films: the likelier mean is the nearer one.
    """
    upper = centred @ axis > 0
    gain, between = 0.0, axis
    for _ in range(_ROUNDS):
        share = float(upper.mean())
        if not 0 < share < 1:
            break
        high, low = centred[upper].mean(axis=0), centred[~upper].mean(axis=0)
        between = high - low
        gain = share * (1 - share) * float(between @ between)
        again = centred @ between > (high @ high - low @ low) / 2
        if (again == upper).all():
            break
        upper = again
    return gain, between
