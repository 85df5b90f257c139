"""NIH ChestX-ray14: `Data_Entry_2017*.csv`, or `sample_labels.csv` of its sample.

Wang et al., "ChestX-ray8", CVPR 2017; 112,120 frontal films, 14 labels from reports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.errors import BadInputError
from poisonkit.layouts._boxes import Boxes, box, gathered, labelled, stray
from poisonkit.layouts._cells import without
from poisonkit.layouts._matching import Matcher
from poisonkit.layouts._official import official_splits
from poisonkit.layouts._places import known, listed, optional, wanted
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import Row, rows_of
from poisonkit.layouts.base import Entry, Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from poisonkit.listing import Listing

LABELS = (
    "Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule",
    "Pneumonia", "Pneumothorax", "Consolidation", "Edema", "Emphysema", "Fibrosis",
    "Pleural_Thickening", "Hernia",
)  # fmt: skip
_TABLES = ("data_entry_2017_v2020*.csv", "data_entry_2017*.csv", "sample_labels*.csv")
_COLUMNS = ("image index", "finding labels")
_LISTS = {"train_val": "train_val_list*.txt", "test": "test_list*.txt"}
_FRAME = ("bbox [x", "y", "w", "h]")
_NONE = "No Finding"
_YEARS = re.compile(r"0*(\d+)Y?")


@final
@dataclass(frozen=True, kw_only=True)
class Nih(Layout):
    """One row per film with its findings; official lists; a table of boxes."""

    def recognises(self, listing: Listing) -> bool:
        """Look for NIH's table, whole or of the sample."""
        return known(listing, _TABLES[:2], ()) or known(listing, _TABLES[2:], _COLUMNS)

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Join the table, the official lists and the boxes by the film's name."""
        path = wanted(listing, wishes, _TABLES, _COLUMNS)
        frames = optional(listing, ("bbox_list_2017*.csv",))
        lists = {name: optional(listing, (each,)) for name, each in _LISTS.items()}
        names = without(LABELS, wishes.ignore)
        splits, boxes = official_splits(lists), _boxes(frames)
        matcher, shared, seen = Matcher.of(listing), Shared(), set[str]()
        entries = []
        for row in rows_of(path, _COLUMNS):
            name, found = row["image index"], _findings(row)
            seen.add(name)
            if file := matcher.find(name, row):
                entry = Entry(
                    file=file,
                    labels=shared.labels(int(each in found) for each in names),
                    patient=row.get("patient id") or None,
                    split=splits.get(name),
                    boxes=labelled(boxes.get(name, ()), names),
                    meta=_meta(row, shared),
                )
                entries.append(entry)
        return Table(
            label_names=names,
            entries=tuple(entries),
            tables=listed(listing, path, frames, *lists.values()),
            quarantined=matcher.left(),
            notes=stray(boxes, seen, names),
        )


def _findings(row: Row) -> set[str]:
    """Return the names of the findings, which must be of the fourteen."""
    found = {name.strip() for name in row["finding labels"].split("|")} - {_NONE}
    if not found.issubset(LABELS):
        raise BadInputError(
            f"{row.where}: column 'Finding Labels' names a finding that there is not; "
            f"there are: {', '.join((*LABELS, _NONE))}, joined by |"
        )
    return found


def _meta(row: Row, shared: Shared) -> Mapping[str, str]:
    age = row.get("patient age")
    years = _YEARS.fullmatch(age)
    return shared.meta(
        view=row.get("view position"),
        sex=row.get("patient gender"),
        age=years[1] if years else age,
    )


def _boxes(path: Path | None) -> Boxes:
    """Return the boxes; their table has a name of its own for infiltrations."""
    if path is None:
        return {}
    return gathered(
        (row["image index"], box(row, _spelt(row["finding label"]), _FRAME))
        for row in rows_of(path, ("image index", "finding label", *_FRAME))
    )


def _spelt(label: str) -> str:
    return "Infiltration" if label == "Infiltrate" else label
