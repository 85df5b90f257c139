"""Reading tables of labels: what several layouts share."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

from poisonkit.arrays import UNKNOWN
from poisonkit.errors import BadInputError, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_VALUES = {"1": 1, "1.0": 1, "0": 0, "0.0": 0, "-1": UNKNOWN, "-1.0": UNKNOWN,
           "": UNKNOWN}  # fmt: skip


def read_table(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the column names and the rows with their line numbers."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = csv.DictReader(file, restval="", strict=True)
            header = [name.strip() for name in table.fieldnames or ()]
            table.fieldnames = header
            rows = [(table.line_num, row) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError(f"cannot read the table {path}: {reason}") from error
    if "image" not in header:
        raise BadInputError(
            f"{path} has no column 'image'; it has: {', '.join(header) or 'none'}"
        )
    if repeated := [name for name, count in Counter(header).items() if count > 1]:
        raise BadInputError(f"{path} has several columns called {repeated[0]!r}")
    if long := next((line for line, row in rows if None in row), None):
        raise BadInputError(f"{path}, line {long}: more fields than columns")
    return header, rows


def label_columns(
    header: Sequence[str], path: Path, others: set[str], ignore: tuple[str, ...]
) -> list[str]:
    """Return the columns that are neither *others* nor to *ignore*."""
    for name in ignore:
        if name not in header:
            raise unknown("column", name, header)
    labels = [name for name in header if name not in others.union(ignore)]
    if not labels:
        raise BadInputError(
            f"{path} has no label column; without labels ingest with --unlabelled"
        )
    return labels


def label_value(text: str, column: str, where: str) -> int:
    """Return 1, 0 or -1, or say which *column* holds something else, and where."""
    value = _VALUES.get(text.strip())
    if value is None:
        # What it holds instead may be a name or a number of a patient: not repeated.
        raise BadInputError(
            f"{where}: column {column!r} holds something other than 1, 0, -1 or empty; "
            f"if it is no label, leave it out with --ignore {column}"
        )
    return value
