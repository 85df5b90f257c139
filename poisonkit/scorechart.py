"""The histogram of all suspicions, as a picture beside the audit's others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from poisonkit.finding import Severity
from poisonkit.pictures import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.verdict import Verdict


def draw_scores(folder: Path, verdict: Verdict) -> None:
    """Write the histogram of all suspicions, the flagged films in red."""
    (folder / FOLDER).mkdir(exist_ok=True)
    flagged = np.zeros(len(verdict.suspicion), np.bool_)
    for finding in verdict.findings:
        if finding.severity.at_least(Severity.MEDIUM):
            flagged[finding.rows] = True
    figure = Figure(figsize=(7, 2.6), layout="constrained")
    axes = figure.add_subplot()
    parts = [verdict.suspicion[~flagged], verdict.suspicion[flagged]]
    names = [f"not flagged ({len(parts[0])})", f"flagged ({len(parts[1])})"]
    axes.hist(
        parts,
        bins=np.linspace(0, 1, 51).tolist(),
        stacked=True,
        color=["#8fa3b8", "#c8324b"],
        label=names,
        log=True,
    )
    axes.set(xlabel="suspicion", ylabel="films", xlim=(0, 1))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(folder / FOLDER / "scores.png", dpi=150, metadata={"Software": None})
