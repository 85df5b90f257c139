"""A folder with `labels.csv`: our own layout, and the easiest to write by hand.

Columns: ``image`` (path relative to the folder or to its ``images/``), one column per
label (1, 0, -1 or empty), and optionally patient_id, split, view, sex, age.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.errors import BadInputError, unknown
from poisonkit.layouts._cells import label_value
from poisonkit.layouts._places import OWN, listed
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import Row, header_of, rows_of
from poisonkit.layouts.base import Entry, Layout, Table, Wishes
from poisonkit.listing import Listing, Quarantined

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from pathlib import Path

_FACTS = ("view", "sex", "age")
_BOOKKEEPING = {
    "follow_up", "official_split", "orig_file", "orig_height", "orig_mode",
    "orig_width", "source_folder", "finding", "license",
}  # fmt: skip
"""Columns that public copies of the data sets carry and that are never labels."""

_SPLITS = {
    "train": "train", "training": "train", "val": "validation", "test": "test",
    "valid": "validation", "validation": "validation", "dev": "validation",
}  # fmt: skip


@final
@dataclass(frozen=True, kw_only=True)
class LabelsCsv(Layout):
    """One table, one row per image, one column per label."""

    def recognises(self, listing: Listing) -> bool:
        """Look for `labels.csv`."""
        return OWN in listing.present

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Match the table's rows with the folder's files."""
        path = wishes.table or listing.path(OWN)
        header = header_of(path, ("image",), str.strip)
        labels = _labels(header, path, wishes.ignore)
        left_out = sorted(_BOOKKEEPING.intersection(header).union(wishes.ignore))
        entries, missing, shared = [], [], Shared()
        for row in rows_of(path, ("image",), str.strip):
            if file := _locate(row["image"], listing.present):
                entries.append(_entry(file, row, labels, shared))
            else:
                missing.append(_missing(row))
        return Table(
            label_names=tuple(labels),
            entries=tuple(entries),
            tables=listed(listing, path),
            quarantined=tuple(missing),
            notes=(f"columns not read as labels: {', '.join(left_out)}",)
            if left_out
            else (),
        )


def _locate(name: str, present: Container[str]) -> str | None:
    """Return the file that *name* means, or None."""
    name = name.strip().replace("\\", "/").removeprefix("./")
    return next((n for n in (name, f"images/{name}") if n in present), None)


def _missing(row: Row) -> Quarantined:
    return Quarantined(
        path=row["image"] or "(no name)",
        reason="missing",
        detail=f"named in line {row.line} of {row.table}, but there is no such file",
    )


def _labels(header: Sequence[str], path: Path, ignore: Sequence[str]) -> list[str]:
    """Return the columns that are labels."""
    for name in ignore:
        if name not in header:
            raise unknown("column", name, header)
    others = {"", "image", "patient_id", "split", *_FACTS, *_BOOKKEEPING, *ignore}
    labels = [name for name in header if name not in others]
    if not labels:
        raise BadInputError(
            f"{path} has no label column; without labels ingest with --unlabelled"
        )
    return labels


def _entry(file: str, row: Row, labels: Sequence[str], shared: Shared) -> Entry:
    split = row.get("split").lower()
    if split and split not in _SPLITS:
        raise BadInputError(
            f"{row.where}: column 'split' names no split; "
            "there are: train, validation, test"
        )
    return Entry(
        file=file,
        labels=shared.labels(label_value(row, name, name) for name in labels),
        patient=row.get("patient_id") or None,
        split=_SPLITS.get(split),
        meta=shared.meta(**{name: row.get(name) for name in _FACTS}),
    )
