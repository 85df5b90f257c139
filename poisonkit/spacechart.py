"""Where suspects lie among films alike: in activations, and in what explains them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.decomposition import PCA

from poisonkit.charts import ATTACKED, CLEAN, CONTROL, new_figure, save_figure, tidy
from poisonkit.evidencefile import EvidenceFile, Why
from poisonkit.finding import Group, Severity
from poisonkit.pictures import FOLDER
from poisonkit.speaking import speaking_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.judgement.bench import Bench
    from poisonkit.verdict import Verdict

    Floats = NDArray[np.float32]

_DRAWN = 8
"""Findings that get a figure, the gravest."""

_SHOWN = 3000
"""Films of a sort in a figure; more would be one blot."""

_MARKS = (
    ("without the label", ".", CONTROL, 16, 0.45),
    ("with the label", "o", CLEAN, 13, 0.6),
    ("suspects", "x", ATTACKED, 26, 1.0),
)
"""Name, sign, colour, size and strength of the three sorts: told apart in grey, too."""


def draw_spaces(folder: Path, bench: Bench, verdict: Verdict) -> None:
    """Write ``pictures/F1-spaces.png`` and alike, and their SVG, if a model was asked.

    Where nothing was found that concerns a label, the group that came closest is drawn
    as ``spaces.png``.
    """
    if bench.file is None:
        return
    for name, group, suspects in _subjects(verdict):
        figure = new_figure(8.4, 3.5)
        left, right = figure.subplots(1, 2)
        scene = _Scene(bench=bench, file=bench.file, group=group, suspects=suspects)
        scene.draw(left, "activations", *scene.activations())
        scene.draw(right, "saliency", *scene.saliency())
        handles, names = left.get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncol=3, frameon=False)
        save_figure(figure, folder / FOLDER, name)


def _subjects(verdict: Verdict) -> Iterator[tuple[str, Group, Rows]]:
    """Yield names of figures, the group that each is of, and whom it suspects."""
    loud = [
        finding
        for finding in verdict.findings
        if finding.group.label and finding.severity.at_least(Severity.MEDIUM)
    ]
    for finding in loud[:_DRAWN]:
        yield f"{finding.id}-spaces", finding.group, finding.rows
    tests = [test for test in verdict.checked if test.group.label]
    if not loud and tests:
        closest = min(tests, key=lambda test: test.q_value).group
        yield "spaces", closest, np.zeros(0, np.int64)


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """One group, and those of it who are suspected."""

    bench: Bench
    file: EvidenceFile
    group: Group
    suspects: Rows

    def activations(self) -> tuple[Rows, Floats]:
        """Return films of both sides and all suspects, and their activations."""
        column = self.bench.data.labels[:, self.bench.data.label(self.group.label)]
        sides = [np.flatnonzero(column == side) for side in (0, 1)]
        rows = np.unique(np.concatenate([*map(_some, sides), self.suspects]))
        return rows, self.file.activations[rows].astype(np.float32)

    def saliency(self) -> tuple[Rows, Floats]:
        """Return the same of the films that were explained for the label, flat."""
        number, present = self.bench.data.label(self.group.label), self.group.present
        parts = [
            self.file.maps_of(number, why)
            for why in (Why.PRESENT, Why.NULL, Why.DENIED)
        ]
        rows, first = np.unique(
            np.concatenate([rows for rows, _ in parts]), return_index=True
        )
        maps = np.concatenate([maps for _, maps in parts])[first]
        kept = np.isin(rows, np.union1d(_some(rows), self.suspects))
        flat = speaking_for(maps[kept], present=present).reshape(kept.sum(), -1)
        return rows[kept], flat

    def draw(self, axes: Axes, space: str, rows: Rows, points: Floats) -> None:
        """Draw *points* ``(m, d)`` of *rows* along their two widest directions."""
        if min(points.shape) <= 1 or not 0 < np.ptp(points, axis=0).max() < np.inf:
            axes.set_axis_off()
            axes.text(0.5, 0.5, f"{space}: not known", ha="center", va="center")
            return
        flat, told = _flattened(points)
        column = self.bench.data.labels[rows, self.bench.data.label(self.group.label)]
        accused = np.isin(rows, self.suspects)
        sorts = (~accused & (column == 0), ~accused & (column == 1), accused)
        for (name, sign, colour, size, alpha), sort in zip(_MARKS, sorts, strict=True):
            if sort.any():
                across, up = flat[sort].T
                axes.scatter(
                    across,
                    up,
                    marker=sign,
                    c=colour,
                    s=size,
                    alpha=alpha,
                    linewidths=1 if sign == "x" else 0,
                    label=f"{name} ({sort.sum():,})",
                    rasterized=True,  # thousands of points are no drawing of lines
                )
        axes.set_title(f"{space}: {self.group.label}", fontsize=10)
        axes.set_xlabel(f"1st direction ({told[0]:.0%} of the variance)")
        axes.set_ylabel(f"2nd ({told[1]:.0%})")
        axes.set(xticks=[], yticks=[])
        tidy(axes)


def _some(rows: Rows) -> Rows:
    """Return *rows*, or as many of them as fit, evenly spread."""
    return rows[:: max(1, -(-len(rows) // _SHOWN))]


def _flattened(points: Floats) -> tuple[Floats, tuple[float, float]]:
    """Return *points* ``(m, d)`` in two dimensions, and the shares of variance."""
    pca = PCA(2, svd_solver="randomized", random_state=0)
    flat: Floats = pca.fit_transform(points)
    first, second = pca.explained_variance_ratio_.tolist()
    return flat, (first, second)
