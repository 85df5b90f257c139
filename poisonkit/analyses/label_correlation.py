"""Which findings the model reports together, and how an attack breaks that up.

Xu et al. (2021), Medical Image Analysis 69:101977, arXiv:2103.03438, compare the
correlation of predicted labels before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, final

import numpy as np

from poisonkit.analyses._correlation import correlations, distance
from poisonkit.analyses._matrices import draw_matrices
from poisonkit.analyses.base import Analysis, Outcome
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from poisonkit.analyses._correlation import Matrix
    from poisonkit.analyses.base import Material, Scene
    from poisonkit.arrays import Logits

_FEWEST = 2


@final
@dataclass(frozen=True, kw_only=True)
class LabelCorrelation(Analysis):
    """Correlate the predictions of every two labels, clean and attacked."""

    of: Literal["decisions", "logits"] = "decisions"
    """What is correlated: present or absent, or how surely."""

    draws: int = 200
    """Resamplings of patients that show how much chance alone changes."""

    def __post_init__(self) -> None:
        """Refuse what nobody predicts, and a control without draws."""
        if self.of not in {"decisions", "logits"}:
            raise BadParameterError(f"of must be decisions or logits, got {self.of}")
        if self.draws < 1:
            raise BadParameterError(f"draws must be at least 1, got {self.draws}")

    def obstacle(self, scene: Scene) -> str:
        """Return whether there are two labels, and two films."""
        if len(scene.names) < _FEWEST:
            return "one label correlates with nothing; two are needed"
        if len(np.unique(scene.patients)) < _FEWEST:
            return "films of one patient show no correlation; two are needed"
        return ""

    def measure(self, material: Material) -> Outcome:
        """Take both matrices, their difference, and what chance would make of it."""
        names = material.scene.names
        said = [
            self._said(each) for each in (material.logits, material.attacked_logits)
        ]
        clean, attacked = (correlations(each) for each in said)
        change = attacked - clean
        chance = self._by_chance(said[0], clean, material.scene)
        constant = np.isnan(np.diag(change))
        left_out = [names[k] for k in np.flatnonzero(constant)]
        numbers: dict[str, Any] = {
            "of": self.of,
            "frobenius": distance(attacked, clean),
            "by_chance_95": float(np.quantile(chance, 0.95)),
            "pairs": int(np.isfinite(change[np.triu_indices(len(names), 1)]).sum()),
            "labels_left_out": left_out,
        }
        rows = [
            (names[a], names[b], *(_cell(each[a, b]) for each in (clean, attacked)))
            for a in range(len(names))
            for b in range(a)
        ]
        return Outcome(
            says=_sentence(numbers),
            numbers=numbers,
            columns=("label", "other", "clean", "attacked"),
            rows=rows,
            figure=draw_matrices(clean, attacked, names),
        )

    def _said(self, logits: Logits) -> Matrix:
        said = logits > 0 if self.of == "decisions" else logits
        return said.astype(np.float64)

    def _by_chance(self, said: Matrix, clean: Matrix, scene: Scene) -> Matrix:
        """Return the distance of *clean* from the same of resampled patients."""
        chance = np.random.default_rng(scene.seed)
        films = [np.flatnonzero(scene.patients == p) for p in np.unique(scene.patients)]
        found = []
        for _ in range(self.draws):
            drawn = chance.integers(len(films), size=len(films))
            rows = np.concatenate([films[k] for k in drawn])
            found.append(distance(correlations(said[rows]), clean))
        return np.array(found)


def _cell(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _sentence(numbers: dict[str, Any]) -> str:
    text = (
        f"The correlations of {numbers['of']} change by {numbers['frobenius']:.2f} in "
        f"the Frobenius norm (by chance at most {numbers['by_chance_95']:.2f} in 95 %)"
    )
    if not numbers["labels_left_out"]:
        return f"{text}."
    return (
        f"{text}; always the same answer for {', '.join(numbers['labels_left_out'])}."
    )
