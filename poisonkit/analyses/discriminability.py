"""How well activations still tell a label's positives from its negatives.

A linear probe (Alain and Bengio, 2016, arXiv:1610.01644) on the activations that Xu et
al. (2021), Medical Image Analysis 69:101977, arXiv:2103.03438, look at before and after
an attack.  Its AUROC is that of patients it was not fitted on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from poisonkit.analyses._probe import KINDS, Probe
from poisonkit.analyses.base import Analysis, Outcome
from poisonkit.charts import ATTACKED, CLEAN, CONTROL, new_figure, tidy
from poisonkit.errors import BadParameterError
from poisonkit.measures import macro

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from poisonkit.analyses._probe import Values
    from poisonkit.analyses.base import Material, Scene

_STYLES = (
    (CLEAN, "o", "clean \N{RIGHTWARDS ARROW} clean"),
    (ATTACKED, "X", "clean \N{RIGHTWARDS ARROW} attacked"),
    (CONTROL, "s", "attacked \N{RIGHTWARDS ARROW} attacked"),
)


@final
@dataclass(frozen=True, kw_only=True)
class Discriminability(Analysis):
    """Fit a linear probe per label, and ask it of patients that were left out."""

    folds: int = 5
    """Parts of the patients, each left out once."""

    penalty: float = 1.0
    """How strongly the probe's weights are held small."""

    def __post_init__(self) -> None:
        """Refuse what leaves nobody out, or lets weights grow without bound."""
        if self.folds < 2:  # noqa: PLR2004 - one to fit on, one to ask
            raise BadParameterError(f"folds must be at least 2, got {self.folds}")
        if not 0 < self.penalty < np.inf:
            raise BadParameterError(f"penalty must be above 0, got {self.penalty:g}")

    def obstacle(self, scene: Scene) -> str:
        """Return whether any label has patients enough on both sides."""
        if any(self._enough(scene, k) for k in range(len(scene.names))):
            return ""
        return (
            f"no label has positives and negatives of {self.folds} patients each; "
            f"take fewer folds"
        )

    def measure(self, material: Material) -> Outcome:
        """Probe every label that has patients enough, and name the others."""
        scene = material.scene
        able = [k for k in range(len(scene.names)) if self._enough(scene, k)]
        probe = Probe(folds=self.folds, penalty=self.penalty, seed=scene.seed)
        found = {scene.names[k]: _asked(probe, material, k) for k in able}
        means = {kind: macro([each[kind] for each in found.values()]) for kind in KINDS}
        rare = [name for name in scene.names if name not in found]
        rows = [
            (scene.names[k], *_sides(scene, k), *found[scene.names[k]].values())
            for k in able
        ]
        columns = ("label", "positives", "negatives", *KINDS)
        numbers: dict[str, Any] = {
            "macro": means,
            "labels": found,
            "labels_left_out": rare,
        }
        return Outcome(
            says=_sentence(means, rare, self.folds),
            numbers=numbers,
            columns=columns,
            rows=rows,
            figure=_draw(found, means),
        )

    def _enough(self, scene: Scene, label: int) -> bool:
        """Return whether patients of either side are as many as there are folds."""
        column = scene.labels[:, label]
        return all(
            len(np.unique(scene.patients[column == side])) >= self.folds
            for side in (0, 1)
        )


def _asked(probe: Probe, material: Material, label: int) -> Values:
    """Ask of all films of which the label is known."""
    column = material.scene.labels[:, label]
    known = np.flatnonzero(column >= 0)
    return probe.aurocs(
        material.activations[known],
        material.attacked_activations[known],
        column[known],
        material.scene.patients[known],
    )


def _sides(scene: Scene, label: int) -> tuple[int, int]:
    column = scene.labels[:, label]
    return int((column == 1).sum()), int((column == 0).sum())


def _sentence(means: Values, rare: Sequence[str], folds: int) -> str:
    clean, attacked, refitted = (
        "n/a" if means[kind] is None else f"{means[kind]:.3f}" for kind in KINDS
    )
    text = (
        f"A linear probe's macro AUROC on patients left out goes from {clean} to "
        f"{attacked} under attack; fitted on attacked films it is {refitted}."
    )
    if not rare:
        return text
    return f"{text} Not enough patients (under {folds} a side) for: {', '.join(rare)}."


def _draw(found: dict[str, Values], means: Values) -> Figure:
    entries = {**found, "macro mean": means}
    figure = new_figure(6.5, 1.4 + 0.3 * len(entries))
    axes = figure.add_subplot()
    places = np.arange(len(entries))[::-1]
    each = np.array([list(e.values()) for e in entries.values()], np.float64)
    axes.hlines(places, each.min(1), each.max(1), color="#d0d0d0", zorder=0)
    for values, (color, marker, name) in zip(each.T, _STYLES, strict=True):
        axes.scatter(values, places, s=36, color=color, marker=marker, label=name)
    axes.axvline(0.5, color="black", lw=0.6, ls=":")
    axes.axhline(0.5, color="black", lw=0.6)
    axes.set_yticks(places, list(entries))
    axes.set(xlabel="AUROC of a linear probe on patients left out (0.5: chance)",
             xlim=(min(0.45, each.min() - 0.03), 1.02))  # fmt: skip
    figure.legend(
        loc="outside upper center",
        ncols=len(_STYLES),
        frameon=False,
        title="fitted on \N{RIGHTWARDS ARROW} asked of",
    )
    tidy(axes)
    return figure
