"""A linear probe that is asked only of patients it was not fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from poisonkit.measures import auroc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from poisonkit.arrays import Activations, Rows

    Values = dict[str, float | None]

KINDS = ("clean", "attacked", "refitted")
"""Fitted on clean and asked of clean; of attacked; fitted on attacked, too."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """How a label's positives are told from its negatives."""

    folds: int
    penalty: float
    seed: int

    def aurocs(
        self,
        clean: Activations,
        attacked: Activations,
        truth: NDArray[np.int8],
        patients: NDArray[np.int64],
    ) -> Values:
        """Return the AUROC of each of `KINDS`, the scores of all folds together."""
        said = {kind: np.full(len(truth), np.nan) for kind in KINDS}
        for fit, ask in self._parts(truth, patients):
            probe = self._fitted(clean[fit], truth[fit])
            again = self._fitted(attacked[fit], truth[fit])
            said["clean"][ask] = probe.decision_function(clean[ask])
            said["attacked"][ask] = probe.decision_function(attacked[ask])
            said["refitted"][ask] = again.decision_function(attacked[ask])
        asked = np.isfinite(said["clean"])
        present, absent = asked & (truth == 1), asked & (truth == 0)
        return {kind: auroc(each[present], each[absent]) for kind, each in said.items()}

    def _parts(
        self, truth: NDArray[np.int8], patients: NDArray[np.int64]
    ) -> Iterator[tuple[Rows, Rows]]:
        """Yield films to fit on, with both sides among them, and films to ask of."""
        parts = StratifiedGroupKFold(
            self.folds, shuffle=True, random_state=self.seed
        ).split(truth, truth, patients)
        for fit, ask in parts:
            if len(np.unique(truth[fit])) > 1:
                yield fit, ask

    def _fitted(self, activations: Activations, truth: NDArray[np.int8]) -> Any:
        probe = LogisticRegression(
            C=1 / (self.penalty * activations.shape[1]),
            class_weight="balanced",
            max_iter=1000,
        )
        return make_pipeline(StandardScaler(), probe).fit(activations, truth)
