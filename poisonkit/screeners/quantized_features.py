"""Quantised features: a support-vector machine on which activations are above average.

1[f(x) > mean f], then an RBF kernel.  Lu, Issaranon and Forsyth (2017),
arXiv:1704.00103; QFeat of Ma et al. (2021), arXiv:1907.10456.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.screeners._deep import features, lesson
from poisonkit.screeners._distances import squares
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness


@final
@dataclass(frozen=True, kw_only=True)
class QuantizedFeatures(Screener):
    """Which features are above average, told apart by a support-vector machine."""

    says: ClassVar[str] = "its strongest features are those of attacked films"
    taught: ClassVar[bool] = True

    @property
    def passes(self) -> int:
        """Return none: features are there."""
        return 0

    def learn(self, ground: Ground) -> State:
        """Fit the machine on clean and attacked films."""
        from sklearn.svm import SVC  # noqa: PLC0415 - slow to import

        values, truth = lesson(ground)
        mean = values[~truth].mean(0)
        bits = (values > mean).astype(np.float32)
        width = 1 / max(bits.shape[1] * float(bits.var()), 1e-6)
        machine = SVC(gamma=width, class_weight="balanced").fit(bits, truth)
        return {
            "mean": mean,
            "support": machine.support_vectors_.astype(np.float32),
            "weights": machine.dual_coef_[0],
            "shape": np.array([width, float(machine.intercept_[0])]),
        }

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return the signed distance to the border."""
        del witness
        width, level = state["shape"]
        bits = (features(films) > state["mean"]).astype(np.float32)
        near = np.exp(-width * squares(bits, state["support"]).astype(np.float64))
        found: Suspicion = near @ state["weights"] + level
        return found
