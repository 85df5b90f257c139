"""How the loss rises around a film.

L(x + a sign(g) + b d), with the gradient g of the loss at x and a random direction d of
signs.  Ma et al. (2021), Pattern Recognition 110:107332, arXiv:1907.10456, take the
sign of a second network's gradient for d, after Tramer et al. (2018), arXiv:1705.07204.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.analyses.base import Analysis, Outcome, nothing_known
from poisonkit.charts import ATTACKED, CONTROL, draw_band, new_figure, tidy
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from poisonkit.analyses.base import Material, Scene

_GREY = 255
"""Steps are counted in grey levels of eight bits."""


@final
@dataclass(frozen=True, kw_only=True)
class LossSurface(Analysis):
    """Walk along the gradient's sign and across it, one grey level of 255 at a time."""

    reach: int = 8
    """Steps in each direction."""

    films: int = 32
    """Of how many films the mean is taken, at most."""

    def __post_init__(self) -> None:
        """Refuse a surface without places."""
        for name in ("reach", "films"):
            if getattr(self, name) < 1:
                raise BadParameterError(f"{name} must be at least 1")

    def obstacle(self, scene: Scene) -> str:
        """Return whether there is a loss."""
        return nothing_known(scene)

    def measure(self, material: Material) -> Outcome:
        """Take the loss at every place of the grid."""
        losses = self._surface(material)
        mean = losses.mean(2)
        along, across = mean[1, 0] - mean[0, 0], mean[0, 1] - mean[0, 0]
        numbers = {
            "films": losses.shape[2],
            "loss": float(mean[0, 0]),
            "rise_along_gradient": float(along),
            "rise_along_random": float(across),
            "loss_at_reach_along_gradient": float(mean[-1, 0]),
            "loss_at_reach_along_random": float(mean[0, -1]),
        }
        says = (
            f"One grey level along the gradient's sign takes the mean loss from "
            f"{mean[0, 0]:.3f} to {mean[1, 0]:.3f}; along random signs to "
            f"{mean[0, 1]:.3f}."
        )
        rows = [
            (a, b, float(mean[a, b]), float(losses[a, b].std()))
            for a in range(len(mean))
            for b in range(len(mean))
        ]
        columns = ("along_gradient_255ths", "along_random_255ths", "loss", "spread")
        return Outcome(
            says=says,
            numbers=numbers,
            columns=columns,
            rows=rows,
            figure=_draw(losses),
        )

    def _surface(self, material: Material) -> NDArray[np.float32]:
        """Return losses, ``(reach + 1, reach + 1, films)``: gradient, then random."""
        scene = material.scene
        chosen = np.flatnonzero((scene.labels >= 0).any(1))[: self.films]
        start = material.clean[chosen]
        uphill = np.sign(material.gradients[chosen])
        chance = np.random.default_rng(scene.seed)
        random = chance.choice(np.array([-1, 1], np.float32), uphill.shape)
        labels = scene.labels[chosen]
        steps = np.arange(self.reach + 1, dtype=np.float32) / _GREY
        return np.array(
            [
                [
                    scene.losses(np.clip(start + a * uphill + b * random, 0, 1), labels)
                    for b in steps
                ]
                for a in steps
            ]
        )


def _draw(losses: NDArray[np.float32]) -> Figure:
    mean, reach = losses.mean(2), len(losses) - 1
    figure = new_figure(8, 3.6)
    plane, slices = figure.subplots(1, 2)
    steps = np.arange(reach + 1)
    shades = plane.contourf(steps, steps, mean.T, 12, cmap="cividis")
    levels = shades.levels[1::2]
    inks = ["white" if level < np.median(levels) else "black" for level in levels]
    lines = plane.contour(steps, steps, mean.T, levels, colors=inks)
    plane.clabel(lines, fmt="%.3g", fontsize=7)
    plane.set(xlabel="along the gradient's sign, in 255ths", aspect="equal",
              ylabel="along random signs, in 255ths")  # fmt: skip
    figure.colorbar(shades, ax=plane, label="mean loss")
    for one, color, line, name in (
        (losses[:, 0], ATTACKED, "o-", "along the gradient's sign"),
        (losses[0], CONTROL, "s--", "along random signs"),
    ):
        draw_band(slices, steps, one, line=line, color=color, label=name)
    slices.set(xlabel="change of each pixel, in 255ths", ylim=(0, None),
               ylabel=f"loss of {losses.shape[2]} films: median, 10-90 %")  # fmt: skip
    slices.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1))
    tidy(slices)
    return figure
