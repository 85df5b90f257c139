"""Beatrix: pairs of features that fire together as they never do on innocent films.

Ma et al. (2023), arXiv:2209.11715.  The paper looks at Gram matrices of the channels of
a convolution, of orders 1 to 8, within bounds from clean films of the predicted class.
Differences, for want of clean films and of room for a map per film: the matrix is that
of the residuals, a pooled vector, for which all orders are one and the same; bounds are
those of the films without the label, which residuals are measured in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._splits import all_equal, nothing
from poisonkit.detectors.base import Detector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.evidence import Evidence

    Floats = NDArray[np.float64]

_BLOCK = 4096
"""Samples whose products are held at a time."""

_ENTRY = 0.55
"""Median size of the signed root of a product of two normal numbers."""


@final
@dataclass(frozen=True, kw_only=True)
class Beatrix(Detector):
    """Sum how far products of two residuals leave their usual bounds."""

    code: ClassVar[str] = "PK106"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RESIDUALS})

    bounds: float = 4.0
    """Usual sizes of an entry beyond which it deviates."""

    def __post_init__(self) -> None:
        """Refuse bounds that nothing keeps."""
        if self.bounds <= 0:
            raise BadParameterError(f"bounds must be above 0, got {self.bounds}")

    def score(self, evidence: Evidence) -> Scores:
        """Multiply, take signed roots, and add up what is out of bounds."""
        residuals = evidence.residuals.astype(np.float64)
        if all_equal(evidence.residuals):
            return nothing(len(residuals), reversible=False)
        starts = range(0, len(residuals), _BLOCK)
        blocks = [residuals[start : start + _BLOCK] for start in starts]
        deviations = np.concatenate([self._deviations(block) for block in blocks])
        return Scores(suspicion=deviations, separation=float(deviations.mean()))

    def _deviations(self, residuals: Floats) -> Floats:
        """Return how far products of *residuals* ``(m, d)`` are out of bounds."""
        first, second = np.triu_indices(residuals.shape[1])
        # Signs do not matter: the bounds are as far below zero as above it.
        roots = np.sqrt(np.abs(residuals[:, first] * residuals[:, second])) / _ENTRY
        beyond: Floats = np.maximum(roots - self.bounds, 0).mean(axis=1)
        return beyond
