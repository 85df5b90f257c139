"""What lies in a source folder, and how its films are to be prepared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.decoding import decode, read_bytes
from poisonkit.errors import BadInputError, UnreadableFileError
from poisonkit.layouts import LAYOUTS
from poisonkit.layouts.base import Table, Wishes

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_DEFAULT = 224


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the user wants of an ingest."""

    labels: Path | None = None
    unlabelled: bool = False
    layout: str | None = None
    ignore: tuple[str, ...] = ()
    size: int | None = None
    """None: that of the first film, but not above 224."""

    bits: int = 8
    workers: int | None = None
    key: Path | None = None
    seed: int = 0


def read_table(source: Path, order: Order) -> Table:
    """Return what the layout of *source* says of its films."""
    if not source.is_dir():
        what = "is not a folder" if source.exists() else "does not exist"
        raise BadInputError(f"{source} {what}; give a folder of radiographs")
    wishes = Wishes(table=order.labels, ignore=order.ignore)
    table = LAYOUTS.create(_layout(source, order)).read(source, wishes)
    if not table.entries:
        named = f" ({len(table.quarantined)} names and files did not match)"
        raise BadInputError(
            f"{source} holds no image that its table names"
            f"{named if table.quarantined else ''}"
        )
    return table


def _layout(source: Path, order: Order) -> str:
    if order.layout or order.unlabelled:
        return order.layout or "unlabelled"
    if order.labels:
        return "labels_csv"
    for name in LAYOUTS.modules():
        if LAYOUTS.create(name).recognises(source):
            return name
    if not any(source.iterdir()):
        raise BadInputError(f"{source} is empty")
    raise BadInputError(
        f"{source} has no labels.csv; name the table with --labels FILE, "
        f"or ingest without labels with --unlabelled"
    )


def first_size(source: Path, table: Table) -> int:
    """Return the longer side of the first film that can be read, at most 224."""
    for entry in table.entries:
        try:
            film = decode(read_bytes(source / entry.file), entry.file)
        except UnreadableFileError:
            continue
        longer: int = max(film.pixels.shape)
        return min(LARGEST_DEFAULT, longer)
    return LARGEST_DEFAULT
