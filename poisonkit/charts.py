"""How figures look: readable in grey, by the colour-blind, and the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

CLEAN, ATTACKED, CONTROL = "#4aa3df", "#8c2d04", "#6e6e6e"
"""Light, dark and between: the three differ without their colours, too."""

_DPI = 150


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of this size in inches."""
    return Figure(figsize=(width, height), layout="constrained")


def draw_band(  # noqa: PLR0913 - what, where, and how it looks
    axes: Axes,
    places: Sequence[float] | NDArray[Any],
    values: NDArray[Any],
    *,
    line: str,
    color: str,
    label: str | None = None,
) -> None:
    """Draw the median of *values* ``(places, n)``, and 10 to 90 % of them around it.

    A place of which no value is defined is left out.
    """
    told = [each[np.isfinite(each)] for each in values]
    defined = [np.quantile(each, [0.1, 0.5, 0.9]) for each in told if len(each)]
    places = [place for place, each in zip(places, told, strict=True) if len(each)]
    low, middle, high = np.reshape(defined, (-1, 3)).T
    axes.plot(places, middle, line, ms=4, color=color, label=label)
    axes.fill_between(places, low, high, color=color, alpha=0.2, lw=0)


def tidy(*plots: Axes) -> None:
    """Take away the frame's sides that carry no scale."""
    for axes in plots:
        axes.spines[["top", "right"]].set_visible(False)


def save_figure(figure: Figure, folder: Path, name: str) -> list[str]:
    """Write the figure as PNG and as SVG; return the names of both files."""
    files = [f"{name}.png", f"{name}.svg"]
    # A fixed salt gives the parts of the drawing the same names every time.
    with mpl.rc_context({"svg.hashsalt": "poisonkit", "svg.fonttype": "none"}):
        figure.savefig(folder / files[0], dpi=_DPI, metadata={"Software": None})
        figure.set_layout_engine("none")  # it is laid out, and would be once more
        figure.savefig(folder / files[1], metadata={"Date": None})
    return files
