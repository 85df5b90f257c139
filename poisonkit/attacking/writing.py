"""What an analysis found, as a figure, a table, and words with numbers."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from poisonkit.charts import save_figure

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.analyses.base import Cell, Outcome


def write_outcome(folder: Path, name: str, found: Outcome) -> dict[str, Any]:
    """Write figure and table into *folder*; return the rest, and the files' names."""
    table = f"{name}.csv"
    with (folder / table).open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(found.columns)
        lines.writerows([_short(cell) for cell in row] for row in found.rows)
    files = [*save_figure(found.figure, folder, name), table]
    return {"says": found.says, "numbers": dict(found.numbers), "files": files}


def _short(cell: Cell) -> Cell:
    return f"{cell:.6g}" if isinstance(cell, float) else cell
