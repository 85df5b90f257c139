"""SIIM-ACR Pneumothorax Segmentation 2019: masks as runs, one row per region."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from poisonkit.layouts._boxes import labelled
from poisonkit.layouts._cells import without
from poisonkit.layouts._matching import Matcher
from poisonkit.layouts._places import known, listed, wanted
from poisonkit.layouts._runs import bounds
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import Row, rows_of
from poisonkit.layouts.base import Box, Entry, Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from poisonkit.listing import Listing

LABEL = "Pneumothorax"
_TABLES = ("train-rle*.csv", "stage_2_train.csv")
_COLUMNS = ("imageid", "encodedpixels")
_NONE = {"-1", ""}


@dataclass(kw_only=True, slots=True)
class _Film:
    row: Row
    boxes: list[Box] = field(default_factory=list)


@final
@dataclass(frozen=True, kw_only=True)
class Siim(Layout):
    """One label; a box is the frame of a mask.  Who the patient is, nobody tells."""

    def recognises(self, listing: Listing) -> bool:
        """Look for a table of masks."""
        return known(listing, _TABLES, _COLUMNS)

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Gather the masks of each film."""
        path = wanted(listing, wishes, _TABLES, _COLUMNS)
        names = without((LABEL,), wishes.ignore)
        matcher = Matcher.of(listing, stems=True)
        return Table(
            label_names=names,
            entries=tuple(_entries(_films(path), names, matcher)),
            tables=listed(listing, path),
            quarantined=matcher.left(),
        )


def _films(path: Path) -> dict[str, _Film]:
    films: dict[str, _Film] = {}
    for row in rows_of(path, _COLUMNS):
        plain = Row(table=row.table, line=row.line, cells={})  # a mask is long
        film = films.setdefault(row["imageid"], _Film(row=plain))
        if row["encodedpixels"] not in _NONE:
            x, y, width, height = bounds(row, "encodedpixels")
            film.boxes.append(Box(label=LABEL, x=x, y=y, width=width, height=height))
    return films


def _entries(
    films: Mapping[str, _Film], names: tuple[str, ...], matcher: Matcher
) -> Iterable[Entry]:
    shared = Shared()
    for name, film in films.items():
        if file := matcher.find(name, film.row):
            yield Entry(
                file=file,
                labels=shared.labels(int(bool(film.boxes)) for _ in names),
                boxes=labelled(film.boxes, names),
            )
