"""CheXpert: `train.csv` and `valid.csv`, one row per film with 14 columns of labels.

Irvin et al., "CheXpert", AAAI 2019, arXiv:1901.07031.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.errors import BadInputError
from poisonkit.layouts._cells import without
from poisonkit.layouts._matching import Matcher
from poisonkit.layouts._mentions import Mentions
from poisonkit.layouts._places import known, listed, optional, wanted
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import Row, fold, has_columns, header_of, rows_of
from poisonkit.layouts.base import Entry, Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from poisonkit.listing import Listing

_TABLES = ("train.csv", "valid.csv", "test.csv")
_COLUMNS = ("path", "no finding", "pleural effusion")
_FACTS = {"path", "sex", "age", "frontal/lateral", "ap/pa"}
_SPLITS = {"train": "train", "valid": "validation", "test": "test"}
_SEXES = {"Female": "F", "Male": "M", "Unknown": ""}
_DEPTH = 4
"""``train/patient00001/study1/view1_frontal.jpg``: what comes before differs."""


@final
@dataclass(frozen=True, kw_only=True)
class Chexpert(Layout):
    """Cells are 1, 0, -1 (uncertain) or blank (the report does not mention it)."""

    uncertain: str = "unknown"
    """What -1 counts as: absent, present or unknown."""

    blank: str = "absent"
    """What an empty cell counts as: absent or unknown."""

    def __post_init__(self) -> None:
        """Refuse words that mean nothing."""
        Mentions(uncertain=self.uncertain, blank=self.blank)

    def recognises(self, listing: Listing) -> bool:
        """Look for one of the tables with CheXpert's columns; the names are common."""
        return known(listing, _TABLES, _COLUMNS)

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Read each table; a film's place tells its patient and its split."""
        paths = _paths(listing, wishes)
        header = _same_header(paths)
        columns = [name for name in header if name and fold(name) not in _FACTS]
        names = without(columns, wishes.ignore)
        matcher = Matcher.of(listing, depth=_DEPTH)
        rows = (row for path in paths for row in rows_of(path, _COLUMNS))
        return Table(
            label_names=names,
            entries=tuple(self._entries(rows, matcher, names)),
            tables=listed(listing, *paths),
            quarantined=matcher.left(),
        )

    def _entries(
        self, rows: Iterable[Row], matcher: Matcher, names: Sequence[str]
    ) -> Iterable[Entry]:
        mentions = Mentions(uncertain=self.uncertain, blank=self.blank)
        shared = Shared()
        for row in rows:
            labels, open_ones = mentions.read(row, names)
            patient, split = _place(row)
            if file := matcher.find(row["path"], row):
                yield Entry(
                    file=file,
                    labels=shared.labels(labels),
                    patient=patient,
                    split=split,
                    meta=shared.meta(**_facts(row), **open_ones),
                )


def _place(row: Row) -> tuple[str, str | None]:
    """Return the patient and the split that a film's path tells."""
    above, *folders = ["", *row["path"].replace("\\", "/").split("/")][-_DEPTH:]
    if len(folders) < _DEPTH - 1 or not all(folders):
        raise BadInputError(
            f"{row.where}: column 'path' must hold a path such as "
            "train/patient00001/study1/view1_frontal.jpg"
        )
    return folders[0], _SPLITS.get(above)


def _facts(row: Row) -> dict[str, str]:
    return {
        "view": row.get("ap/pa") or row.get("frontal/lateral"),
        "sex": _SEXES.get(row.get("sex"), row.get("sex")),
        "age": row.get("age"),
    }


def _paths(listing: Listing, wishes: Wishes) -> list[Path]:
    """Return the tables; `test.csv` often is but a list of films without labels."""
    found = [optional(listing, (name,), _COLUMNS) for name in _TABLES]
    if found[-1] and not has_columns(found[-1], _COLUMNS):
        found.pop()
    if wishes.table or not any(found):
        return [wanted(listing, wishes, _TABLES)]
    return [path for path in found if path]


def _same_header(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the first table's columns; the labels of all must be the same."""
    header = header_of(paths[0], _COLUMNS)
    labels = {fold(name) for name in header} - _FACTS
    for path in paths[1:]:
        if {fold(name) for name in header_of(path, _COLUMNS)} - _FACTS != labels:
            raise BadInputError(
                f"{path}, line 1: its labels are not those of {paths[0]}"
            )
    return header
