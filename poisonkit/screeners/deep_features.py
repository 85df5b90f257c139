"""Deep features: a random forest tells the features of attacked films from clean ones.

DFeat of Ma et al. (2021), arXiv:1907.10456: it beats density and dimensionality there.
They give it the last layer of one model; here it has the summaries of all layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.screeners._deep import features, lesson
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness

_LEAF = -1


@final
@dataclass(frozen=True, kw_only=True)
class DeepFeatures(Screener):
    """The share of trees that take a film's features for those of an attacked one."""

    says: ClassVar[str] = "its features look like those of attacked films"
    taught: ClassVar[bool] = True

    trees: int = 100

    def __post_init__(self) -> None:
        """Refuse an empty forest."""
        if self.trees < 1:
            raise BadParameterError(f"trees must be at least 1, got {self.trees}")

    @property
    def passes(self) -> int:
        """Return none: features are there."""
        return 0

    def learn(self, ground: Ground) -> State:
        """Grow the forest on clean and attacked films; keep it as arrays."""
        from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415 - as above

        values, truth = lesson(ground)
        forest = RandomForestClassifier(
            self.trees,
            class_weight="balanced",
            min_samples_leaf=2,
            random_state=ground.seed,
        ).fit(values, truth)
        grown = [each.tree_ for each in forest.estimators_]
        roots = np.cumsum([0, *(tree.node_count for tree in grown)])[:-1]
        down = [
            np.where(child == _LEAF, _LEAF, child + root)
            for tree, root in zip(grown, roots, strict=True)
            for child in (tree.children_left, tree.children_right)
        ]
        return {
            "roots": roots,
            "left": np.concatenate(down[::2]),
            "right": np.concatenate(down[1::2]),
            # A leaf asks of no feature, and says -2, which may lie outside.
            "feature": np.concatenate([np.maximum(tree.feature, 0) for tree in grown]),
            "border": np.concatenate([tree.threshold for tree in grown]),
            "share": np.concatenate([_attacked(tree.value) for tree in grown]),
        }

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return the mean share of attacked films in the leaves that a film reaches."""
        del witness
        values = features(films)
        films_at = np.arange(len(films))[:, None]
        nodes = np.repeat(state["roots"][None], len(films), axis=0)
        while (inner := state["left"][nodes] != _LEAF).any():
            low = values[films_at, state["feature"][nodes]] <= state["border"][nodes]
            below = np.where(low, state["left"][nodes], state["right"][nodes])
            nodes = np.where(inner, below, nodes)
        found: Suspicion = state["share"][nodes].mean(1)
        return found


def _attacked(value: NDArray[np.float64]) -> NDArray[np.float64]:
    share: NDArray[np.float64] = value[:, 0, 1] / value[:, 0].sum(1)
    return share
