"""The list of what found no place in a data set, beside it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from poisonkit.errors import OutputError
from poisonkit.files import writing
from poisonkit.listing import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.listing import Quarantined

QUARANTINE = "quarantine.csv"


def quarantine_of(destination: Path, *, free: bool) -> Path:
    """Return where the list for *destination* goes; refuse it if it must be *free*."""
    path = destination.with_name(QUARANTINE)
    if free and path.exists():
        raise OutputError(
            f"{path} exists already, from another ingest into this folder; "
            f"choose another folder, or replace it with --force"
        )
    return path


def write_quarantine(path: Path, refused: Sequence[Quarantined]) -> None:
    """List what found no place in the data set; no list if everything did."""
    path.unlink(missing_ok=True)
    if not refused:
        return
    with (
        writing(path) as part,
        part.open("w", newline="", encoding="utf-8") as file,
    ):
        table = csv.writer(file)
        table.writerow(["path", "reason", "detail"])
        table.writerows(
            [printable(row.path), row.reason, row.detail] for row in refused
        )
