"""A folder with `labels.csv`: our own layout, and the easiest to write by hand.

Columns: ``image`` (path relative to the folder or to its ``images/``), one column per
label (1, 0, -1 or empty), and optionally patient_id, split, view, sex, age.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.errors import BadInputError
from poisonkit.layouts._table import label_columns, label_value, read_table
from poisonkit.layouts.base import (
    Entry,
    Layout,
    Quarantined,
    Table,
    Wishes,
    files_below,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = "labels.csv"
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

    def recognises(self, folder: Path) -> bool:
        """Look for `labels.csv`."""
        return (folder / NAME).is_file()

    def read(self, folder: Path, wishes: Wishes) -> Table:
        """Match the table's rows with the folder's files."""
        path = wishes.table or folder / NAME
        header, rows = read_table(path)
        others = {"image", "patient_id", "split", *_FACTS, *_BOOKKEEPING}
        labels = label_columns(header, path, others, wishes.ignore)
        left_out = sorted(_BOOKKEEPING.intersection(header).union(wishes.ignore))
        present = set(files_below(folder))
        entries, missing = [], []
        for line, row in rows:
            file = _locate(row["image"], present)
            if file is None:
                detail = f"named in line {line} of the table, but there is no such file"
                missing.append(
                    Quarantined(path=row["image"], reason="missing", detail=detail)
                )
            else:
                entries.append(_entry(file, row, labels, f"{path.name}, line {line}"))
        _refuse_repeats(entries, path)
        spare = present.difference(entry.file for entry in entries)
        if path.is_relative_to(folder):
            spare.discard(path.relative_to(folder).as_posix())
        return Table(
            label_names=tuple(labels),
            entries=tuple(entries),
            quarantined=(*missing, *map(_unlabelled, sorted(spare))),
            notes=(f"columns not read as labels: {', '.join(left_out)}",)
            if left_out
            else (),
        )


def _locate(name: str, present: set[str]) -> str | None:
    """Return the file that *name* means, or None."""
    name = name.strip().replace("\\", "/").removeprefix("./")
    return next((n for n in (name, f"images/{name}") if n in present), None)


def _entry(file: str, row: dict[str, str], labels: list[str], where: str) -> Entry:
    split = row.get("split", "").strip().lower()
    if split and split not in _SPLITS:
        raise BadInputError(
            f"{where}: split {split!r}; there are: train, validation, test"
        )
    return Entry(
        file=file,
        labels=tuple(label_value(row[name], name, where) for name in labels),
        patient=row.get("patient_id", "").strip() or None,
        split=_SPLITS.get(split),
        meta={name: row[name].strip() for name in _FACTS if row.get(name, "").strip()},
    )


def _refuse_repeats(entries: Sequence[Entry], path: Path) -> None:
    counts = Counter(entry.file for entry in entries)
    if repeated := [file for file, count in counts.items() if count > 1]:
        raise BadInputError(
            f"{path} names {len(repeated)} images more than once, e.g. {repeated[0]}"
        )


def _unlabelled(file: str) -> Quarantined:
    return Quarantined(
        path=file, reason="no-labels", detail="in the folder, but not in the table"
    )
