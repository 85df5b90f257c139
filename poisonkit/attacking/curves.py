"""The fall of a model under growing attacks, as a picture and a table."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from poisonkit.attacking.trials import without_eps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CURVES, TABLE = "curves.png", "curves.csv"
_MEASURES = {"auroc": "macro AUROC", "flip_rate": "decisions flipped"}
_COLUMNS = (
    "attack", "objective", "eps", "images", "auroc", "accuracy_of_right", "flip_rate",
    "reached", "mean_linf", "mean_l2",
)  # fmt: skip


def draw_curves(
    folder: Path, told: Sequence[dict[str, Any]], clean: float | None
) -> None:
    """Write both into *folder*; *clean* is the AUROC without an attack."""
    with (folder / TABLE).open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(
            file, _COLUMNS, extrasaction="ignore", lineterminator="\n"
        )
        rows.writeheader()
        rows.writerows(told)
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    for axes, (key, title) in zip(
        figure.subplots(1, len(_MEASURES)), _MEASURES.items(), strict=True
    ):
        for name in dict.fromkeys(without_eps(each["attack"]) for each in told):
            mine = [each for each in told if without_eps(each["attack"]) == name]
            points = sorted((each["eps"] or 0, each[key]) for each in mine)
            start = clean if key == "auroc" else 0.0
            x, y = zip((0.0, start), *points, strict=True)
            axes.plot([255 * eps for eps in x], y, marker="o", ms=3, label=name)
        axes.set(xlabel="eps, in 255ths", title=title, ylim=(-0.02, 1.02))
        axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(folder / CURVES, dpi=120, metadata={"Software": None})
