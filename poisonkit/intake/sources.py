"""What lies in a source folder, and how its films are to be prepared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from poisonkit.errors import BadInputError
from poisonkit.intake.renaming import parse_map, renamed
from poisonkit.layouts import LAYOUTS
from poisonkit.layouts.base import Table, Wishes
from poisonkit.listing import Quarantined
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from poisonkit.listing import Listing


@dataclass(frozen=True, kw_only=True)
class Work:
    """How an ingest is done; not one byte of its outcome depends on it."""

    workers: int | None = None
    """Processes; None: as many as are worth it."""

    limit: float = 60
    """Seconds for one film."""

    cluster: str | None = None
    """The address of a dask scheduler whose workers see the same folder."""

    resume: bool = False
    """Go on with an interrupted ingest of the same films."""

    since: Path | None = None
    """An older data set of the same films, whose unchanged rows are taken over."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the user wants of an ingest."""

    labels: Path | None = None
    unlabelled: bool = False
    layout: str | None = None
    map: tuple[str, ...] = ()
    """``OLD=NEW``, for each label that is to be called otherwise."""

    ignore: tuple[str, ...] = ()
    follow_links: bool = False
    """Take files outside the folder to which links in it lead."""

    any_modality: bool = False
    fast_decode: bool = False
    size: int | None = None
    """None: that of the first film, but not above 224."""

    bits: int = 8
    crop: float = 1.0
    """Share of the height and of the width of a film that is kept."""

    resize: Literal["mean", "nearest"] = "mean"
    shard: int | None = None
    """Rows of a file, if the pixels are to lie in several."""

    key: Path | None = None
    seed: int = 0
    work: Work = field(default_factory=Work)


def read_table(listing: Listing, order: Order) -> Table:
    """Return what the layout of *listing* says of its films: each file in one place."""
    wishes = Wishes(table=order.labels, ignore=order.ignore)
    layout = LAYOUTS.create(_layout(listing, order))
    table = renamed(layout.read(listing, wishes), parse_map(order.map))
    _refuse_repeats(table)
    if not table.entries:
        raise BadInputError(
            f"{listing.folder} holds no image that its table names"
            f"{_because(listing, table)}"
        )
    aside = tuple(_aside(listing, table))
    tables = f"labels from {', '.join(table.tables)}" if table.tables else ""
    notes = (tables, *table.notes) if tables else table.notes
    return replace(table, quarantined=aside, notes=notes)


def _aside(listing: Listing, table: Table) -> Iterator[Quarantined]:
    """Yield every file and table row without an entry, once."""
    placed = {entry.file for entry in table.entries}.union(table.tables)
    for row in (*listing.refused, *table.quarantined):
        if row.path not in placed:
            placed.add(row.path)
            yield row
    yield from map(_unlabelled, (f for f in listing.files if f not in placed))


def _layout(listing: Listing, order: Order) -> Spec:
    if order.layout:
        return Spec.parse(order.layout)
    if order.unlabelled:
        return Spec.parse("unlabelled")
    if order.labels:
        return Spec.parse("labels_csv")
    found = [n for n in LAYOUTS.modules() if LAYOUTS.create(n).recognises(listing)]
    if len(found) == 1:
        return Spec.parse(found[0])
    if not listing.files and not listing.refused:
        raise BadInputError(f"{listing.folder} is empty")
    if found:
        raise BadInputError(
            f"{listing.folder} looks like {' and like '.join(found)}; say which with "
            f"--layout"
        )
    raise BadInputError(
        f"{listing.folder} has no labels.csv and no other table that is known; name "
        f"the table with --labels FILE or its kind with --layout, or ingest without "
        f"labels with --unlabelled"
    )


def _because(listing: Listing, table: Table) -> str:
    """Return in brackets why not one file of *listing* is in *table*."""
    if listing.refused:
        (detail, count), *_ = Counter(r.detail for r in listing.refused).most_common(1)
        return f" ({count} files: {detail})"
    count = len(table.quarantined) + len(listing.files) - len(table.tables)
    return f" ({count} names and files did not match)" if count else ""


def _refuse_repeats(table: Table) -> None:
    counts = Counter(entry.id for entry in table.entries)
    if repeated := [name for name, count in counts.items() if count > 1]:
        raise BadInputError(
            f"the table names {len(repeated)} images more than once, e.g. {repeated[0]}"
        )


def _unlabelled(file: str) -> Quarantined:
    return Quarantined(
        path=file, reason="no-labels", detail="in the folder, but not in the table"
    )
