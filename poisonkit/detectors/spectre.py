"""SPECTRE: samples that lie where a group varies more than innocent films do.

Hayase, Kong, Somani and Oh (2021), ICML: whiten with a covariance that poison has not
touched, then score by quantum entropy (QUE), which weighs every direction by how much
the group stretches along it.  The paper estimates that covariance robustly
from the group itself and must be told how much of it is poison; here it is that of the
films without the label, so that nothing is estimated from suspects and nothing told.
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
    from poisonkit.evidence import Evidence

_LEAST = 0.1
"""Stretch of the widest direction that is not mere noise."""

_TINY = 1e-12


@final
@dataclass(frozen=True, kw_only=True)
class Spectre(Detector):
    """Sum squared residuals over directions, the stretched ones before the others.

    It separates by the upper tail over the middle: poison that is few.  A group of
    which most is poison is left to `scan`.
    """

    code: ClassVar[str] = "PK104"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RESIDUALS})

    alpha: float = 4.0
    """How much the widest direction counts before the others; 0: all alike."""

    def __post_init__(self) -> None:
        """Refuse an alpha that would prefer the narrowest direction."""
        if self.alpha < 0:
            raise BadParameterError(f"alpha must be 0 or more, got {self.alpha}")

    def score(self, evidence: Evidence) -> Scores:
        """Center, weigh the directions by their variance, sum the squares."""
        residuals = evidence.residuals.astype(np.float64)
        if all_equal(evidence.residuals):
            return nothing(len(residuals), reversible=False)
        centred = residuals - residuals.mean(axis=0)
        values, axes = np.linalg.eigh(centred.T @ centred / len(centred))
        # The paper's matrix exponential: axes are common, a constant factor falls out.
        stretch = max(float(values[-1]) - 1, _LEAST)
        weights = np.exp(self.alpha * (values - values[-1]) / stretch)
        quantum = np.square(centred @ axes) @ (weights / weights.sum())
        middle, upper = np.quantile(quantum, (0.5, 0.95))
        return Scores(suspicion=quantum, separation=float(upper / max(middle, _TINY)))
