"""The list of what found no place in a data set, beside it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from poisonkit.errors import OutputError
from poisonkit.listing import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.listing import Quarantined

QUARANTINE = "quarantine.csv"


def quarantine_of(destination: Path) -> Path:
    """Return where the list for *destination* goes."""
    return destination.with_name(QUARANTINE)


def refused_before(destination: Path) -> set[str]:
    """Return the paths in the list of *destination*, if there is one."""
    path = quarantine_of(destination)
    if not path.exists():
        return set()
    with path.open(newline="", encoding="utf-8") as file:
        return {row["path"] for row in csv.DictReader(file)}


def check_list_free(destination: Path, *, force: bool) -> None:
    """Refuse a folder in which another ingest has left its list."""
    path = quarantine_of(destination)
    if path.exists() and not force:
        raise OutputError(
            f"{path} exists already, from another ingest into this folder; "
            f"choose another folder, or replace it with --force"
        )


def write_list(path: Path, refused: Sequence[Quarantined]) -> None:
    """Write what found no place in the data set to the new file *path*."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["path", "reason", "detail"])
        table.writerows(
            [printable(row.path), row.reason, row.detail] for row in refused
        )
