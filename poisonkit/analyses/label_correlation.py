"""Which findings the model reports together, and how an attack breaks that up.

Xu et al. (2021), Medical Image Analysis 69:101977, arXiv:2103.03438, compare the
correlation of predicted labels before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, final

import numpy as np

from poisonkit.analyses._correlation import correlations, distance
from poisonkit.analyses.base import Analysis, Outcome
from poisonkit.charts import new_figure
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from poisonkit.analyses._correlation import Matrix
    from poisonkit.analyses.base import Material, Scene
    from poisonkit.arrays import Logits

_FEWEST = 2
_FULL = 10
"""Up to as many labels each cell shows its number."""


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
            figure=_draw(clean, attacked, names),
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


def _draw(clean: Matrix, attacked: Matrix, names: tuple[str, ...]) -> Figure:
    parts = {"clean": clean, "attacked": attacked, "attacked - clean": attacked - clean}
    figure = new_figure(10.5, 4)
    plots = figure.subplots(1, len(parts), sharey=True)
    for axes, (title, matrix) in zip(plots, parts.items(), strict=True):
        np.fill_diagonal(matrix, np.nan)
        limit = 1 if title != "attacked - clean" else 2
        axes.set_facecolor("#d9d9d9")
        seen = axes.imshow(matrix, "PuOr", vmin=-limit, vmax=limit)
        axes.set_title(title)
        axes.set_xticks(range(len(names)), names, rotation=90)
        axes.set_yticks(range(len(names)), names)
        figure.colorbar(seen, ax=axes, shrink=0.6, location="bottom")
        for y, x in np.argwhere(np.isfinite(matrix)) if len(names) <= _FULL else ():
            dark = abs(matrix[y, x]) > 0.6 * limit
            axes.text(x, y, f"{matrix[y, x]:.2f}", ha="center", va="center",
                      fontsize=6, color="white" if dark else "black")  # fmt: skip
    return figure
