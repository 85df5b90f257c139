"""How much of an image has a large gradient.

Ma et al. (2021), Pattern Recognition 110:107332, arXiv:1907.10456: networks for medical
images have larger areas of high gradient than networks for photographs, so more pixels
serve an attack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from poisonkit.analyses._concentration import describe, shares_above
from poisonkit.analyses._photographs import photographs
from poisonkit.analyses.base import Analysis, Outcome, nothing_known
from poisonkit.charts import ATTACKED, CLEAN, CONTROL, draw_band, new_figure, tidy
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from poisonkit.analyses.base import Material, Scene
    from poisonkit.arrays import Image

_FRACTIONS = np.linspace(0, 1, 51)
_NOISE = 12
"""Maps of noise that stand beside the films."""

_STYLES = {
    "films": (CLEAN, "-"),
    "photographs": (ATTACKED, "--"),
    "noise": (CONTROL, ":"),
}
_NOT_MEASURED = "not measured: no classifier of photographs comes with poisonkit"


@final
@dataclass(frozen=True, kw_only=True)
class SaliencyArea(Analysis):
    """Measure the share of pixels whose gradient is large, and how evenly it lies."""

    fraction: float = 0.1
    """Of a film's largest gradient: from there on a pixel's is called large."""

    def __post_init__(self) -> None:
        """Refuse a fraction that all pixels or none would reach."""
        if not 0 < self.fraction < 1:
            raise BadParameterError(
                f"fraction must lie between 0 and 1, got {self.fraction:g}"
            )

    def obstacle(self, scene: Scene) -> str:
        """Return whether there is a loss to take the gradient of."""
        return nothing_known(scene)

    def measure(self, material: Material) -> Outcome:
        """Compare films with photographs, through the same network, and with noise."""
        scene = material.scene
        groups = {
            "films": np.abs(material.gradients),
            "photographs": _of_photographs(scene, scene.size),
            "noise": _of_noise(scene, material.clean.shape[1:]),
        }
        rows = [
            (
                name,
                scene.ids[k] if name == "films" else k,
                *describe(sizes, self.fraction),
            )
            for name, maps in groups.items()
            for k, sizes in enumerate(maps)
            if sizes.any()
        ]
        numbers = {name: _summary(rows, name) for name in groups}
        return Outcome(
            says=self._sentence(numbers),
            numbers={
                "fraction": self.fraction,
                **numbers,
                "photographs, by a classifier of photographs": _NOT_MEASURED,
            },
            columns=("group", "image", "area", "gini", "evenness"),
            rows=rows,
            figure=self._draw(groups, rows),
        )

    def _sentence(self, numbers: dict[str, Any]) -> str:
        words = [
            f"{told['area']:.1%} of the pixels of {name} (Gini {told['gini']:.2f})"
            for name in ("films", "photographs")
            if (told := numbers[name])
        ]
        if not words:
            return "The network has no gradient at all."
        return (
            f"At least {self.fraction:g} of the largest gradient have: "
            f"{', '.join(words)}."
        )

    def _draw(self, groups: dict[str, Image], rows: list[Any]) -> Figure:
        figure = new_figure(9.5, 3.2)
        curves, spread, where = figure.subplots(1, 3)
        for name, (color, line) in _STYLES.items():
            maps = [sizes for sizes in groups[name] if sizes.any()]
            if not maps:
                continue
            above = np.array([shares_above(sizes, _FRACTIONS) for sizes in maps])
            look = {"line": line, "color": color, "label": f"{name} ({len(maps)})"}
            draw_band(curves, _FRACTIONS, above.T, **look)
            areas = np.sort([row[2] for row in rows if row[0] == name])
            upto = np.arange(1, len(areas) + 1) / len(areas)
            spread.step([0, *areas], [0, *upto], line, color=color, where="post")
        curves.axvline(self.fraction, color="black", lw=0.6)
        curves.set(xlabel="fraction of the largest gradient", yscale="log",
                   ylabel="share of pixels at or above", ylim=(1e-4, 1.5))  # fmt: skip
        figure.legend(loc="outside upper left", ncols=len(_STYLES), frameon=False)
        spread.set(xlabel=f"share of pixels at or above {self.fraction:g}",
                   ylabel="share of images below", ylim=(0, 1.02))  # fmt: skip
        films = groups["films"]
        tops = films.max((1, 2), keepdims=True)
        seen = where.imshow((films / np.where(tops, tops, 1)).mean(0), "cividis")
        where.set(title="mean over films", xlabel="x, pixels",
                  ylabel="y, pixels")  # fmt: skip
        figure.colorbar(seen, ax=where, label="|gradient| / its largest")
        tidy(curves, spread)
        return figure


def _of_photographs(scene: Scene, size: int) -> Image:
    """Return gradients of photographs, on which no finding is present."""
    images = photographs(size)
    absent = np.zeros((len(images), len(scene.names)), np.int8)
    return np.abs(scene.gradients(images, absent))


def _of_noise(scene: Scene, shape: tuple[int, ...]) -> Image:
    """Return what gradients would be if each pixel's were drawn from one bell curve."""
    chance = np.random.default_rng(scene.seed)
    return np.abs(chance.standard_normal((_NOISE, *shape), np.float32))


def _summary(rows: list[Any], name: str) -> dict[str, float] | None:
    """Return medians over the images of one group; None if it has no gradient."""
    mine = np.array([row[2:] for row in rows if row[0] == name])
    if not len(mine):
        return None
    area, even, entropy = np.median(mine, axis=0).tolist()
    return {"images": len(mine), "area": area, "gini": even, "evenness": entropy}
