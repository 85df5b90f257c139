"""Two correlation matrices side by side, and their difference, as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.charts import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

    from poisonkit.analyses._correlation import Matrix

_FULL = 10
"""Up to as many labels there is room for a number in each cell."""

_DARK = 0.6
"""Of a colour scale: from there on black is hard to read."""

_UNDEFINED = "#d9d9d9"


def draw_matrices(clean: Matrix, attacked: Matrix, names: tuple[str, ...]) -> Figure:
    """Draw all but the diagonals; what is not defined stays grey."""
    parts = {"clean": clean, "attacked": attacked, "attacked - clean": attacked - clean}
    figure = new_figure(11, 4)
    plots = figure.subplots(1, len(parts), sharey=True)
    seen = [
        _draw(axes, matrix, names, limit)
        for axes, matrix, limit in zip(plots, parts.values(), (1, 1, 2), strict=True)
    ]
    for axes, title in zip(plots, parts, strict=True):
        axes.set_title(title)
    figure.colorbar(seen[0], ax=plots[:2], label="correlation", shrink=0.7)
    figure.colorbar(seen[2], ax=plots[2], label="difference", shrink=0.7)
    return figure


def _draw(
    axes: Axes, matrix: Matrix, names: tuple[str, ...], limit: float
) -> AxesImage:
    shown = np.where(np.eye(len(names)), np.nan, matrix)
    axes.set_facecolor(_UNDEFINED)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    for y, x in np.argwhere(np.isfinite(shown)):
        color = "white" if abs(shown[y, x]) > _DARK * limit else "black"
        text = _ink(shown[y, x], len(names))
        axes.text(x, y, text, color=color, ha="center", va="center", fontsize=6)
    return axes.imshow(shown, "PuOr", vmin=-limit, vmax=limit)


def _ink(value: float, labels: int) -> str:
    """Return what stands in a cell: its number, or where there is no room its sign."""
    if labels <= _FULL:
        return f"{value:.2f}"
    return "\N{MINUS SIGN}" if value < 0 else ""
