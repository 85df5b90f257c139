"""PadChest: one table of 160,868 films, the labels a list in a cell.

Bustos et al., "PadChest", Medical Image Analysis 2020, arXiv:1901.07441.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, final

from poisonkit.errors import BadInputError
from poisonkit.layouts._matching import Matcher
from poisonkit.layouts._places import known, listed, wanted
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import Row, rows_of
from poisonkit.layouts._vocabulary import Draft, Vocabulary, positive
from poisonkit.layouts.base import Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poisonkit.listing import Listing

_TABLES = (
    "padchest_*.csv", "padchest_*.csv.gz",
    "chest_x_ray_images_labels_*.csv", "chest_x_ray_images_labels_*.csv.gz",
)  # fmt: skip
_COLUMNS = ("imageid", "patientid", "labels")
_EXCLUDE = "exclude"
_NO_LABELS = {"", _EXCLUDE, "suboptimal study", "unchanged"}
"""Remarks on the film, not findings: "unchanged" is whatever the last film showed."""


@final
@dataclass(frozen=True, kw_only=True)
class Padchest(Layout):
    """Labels are all names that occur; the text of the reports is never read."""

    at_least: int = 1
    """How many films must have a label for it to be one."""

    def __post_init__(self) -> None:
        """Refuse a number of films below one."""
        positive(self.at_least)

    def recognises(self, listing: Listing) -> bool:
        """Look for the table, whose name is its own."""
        return known(listing, _TABLES, ())

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Read which labels there are, then which film has them."""
        path = wanted(listing, wishes, _TABLES)
        matcher = Matcher.of(listing)
        drafts = list(_drafts(rows_of(path, _COLUMNS), matcher))
        vocabulary = Vocabulary.of(drafts, wishes.ignore, self.at_least)
        return Table(
            label_names=vocabulary.names,
            entries=vocabulary.entries(drafts),
            tables=listed(listing, path),
            quarantined=matcher.left(),
            notes=vocabulary.notes,
        )


def _drafts(rows: Iterable[Row], matcher: Matcher) -> Iterable[Draft]:
    shared = Shared()
    for row in rows:
        said = _labels(row)
        file = matcher.find(row["imageid"], row)
        if file is None:
            continue
        line = f"line {row.line} of {row.table}"
        if _EXCLUDE in said:
            matcher.leave(file, "excluded", f"{line} says so")
        elif names := said - _NO_LABELS:
            yield Draft(
                file=file,
                names=names,
                patient=row["patientid"] or None,
                meta=shared.meta(
                    view=row.get("projection"),
                    sex=row.get("patientsex dicom"),
                    label_method=row.get("methodlabel"),
                ),
            )
        else:
            matcher.leave(file, "no-labels", f"{line} names no finding")


def _labels(row: Row) -> frozenset[str]:
    """Return the names in the cell, without the blanks around them."""
    names = _listed(row["labels"])
    if names is None:
        raise BadInputError(
            f"{row.where}: column 'Labels' must hold a list such as "
            "['normal', 'nodule'], or nan"
        )
    return names


@cache
def _listed(text: str) -> frozenset[str] | None:
    """Return the names in a list written as Python does, or None if it is none."""
    if text.lower() in {"", "nan"}:
        return frozenset()
    try:
        names = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    if not isinstance(names, list):
        return None
    if not all(isinstance(name, str) for name in names):
        return None
    return frozenset(name.strip() for name in names)
