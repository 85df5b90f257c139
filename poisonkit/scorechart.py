"""Histograms of all suspicions, as figures beside the audit's pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.charts import ATTACKED, CLEAN, new_figure, save_figure, tidy
from poisonkit.finding import Severity
from poisonkit.pictures import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from poisonkit.arrays import Mask, Suspicion
    from poisonkit.verdict import Verdict

_ACROSS = 4
"""Detectors beside one another."""


def draw_scores(folder: Path, verdict: Verdict) -> None:
    """Write ``pictures/scores`` and ``pictures/detectors``, each as PNG and SVG.

    The flagged films are dark; the first is of all detectors together, the second of
    each alone.
    """
    (folder / FOLDER).mkdir(exist_ok=True)
    flagged = np.zeros(len(verdict.suspicion), np.bool_)
    for finding in verdict.findings:
        if finding.severity.at_least(Severity.MEDIUM):
            flagged[finding.rows] = True
    figure = new_figure(7, 2.6)
    axes = figure.add_subplot()
    _histogram(axes, verdict.suspicion, flagged, bins=50)
    axes.set(xlabel="suspicion", ylabel="films")
    axes.legend(frameon=False, loc="upper right")
    save_figure(figure, folder / FOLDER, "scores")
    if verdict.columns:
        _draw_detectors(folder, verdict, flagged)


def _draw_detectors(folder: Path, verdict: Verdict, flagged: Mask) -> None:
    down = -(-len(verdict.columns) // _ACROSS)
    figure = new_figure(8.4, 0.4 + 1.4 * down)
    plots = figure.subplots(down, _ACROSS, squeeze=False, sharex=True).ravel()
    for axes, (name, scores) in zip(plots, verdict.columns.items(), strict=False):
        told = np.isfinite(scores)
        _histogram(axes, scores[told], flagged[told], bins=25)
        axes.set_title(name, fontsize=8)
        axes.tick_params(labelsize=7)
    count = len(verdict.columns)
    for axes in plots[max(count - _ACROSS, 0) : count]:
        axes.tick_params(labelbottom=True)  # the lowest of its column
    for axes in plots[count:]:
        axes.set_axis_off()
    figure.supylabel("films", fontsize=8)
    save_figure(figure, folder / FOLDER, "detectors")


def _histogram(axes: Axes, scores: Suspicion, flagged: Mask, bins: int) -> None:
    parts = [scores[~flagged], scores[flagged]]
    axes.hist(
        parts,
        bins=np.linspace(0, 1, bins + 1).tolist(),
        stacked=True,
        color=[CLEAN, ATTACKED],
        label=[f"not flagged ({len(parts[0]):,})", f"flagged ({len(parts[1]):,})"],
        log=True,
    )
    axes.set(xlim=(0, 1), ylim=(0.7, None))  # one film is a bar, too
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.minorticks_off()
    tidy(axes)
