"""What a cell of a table may hold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from poisonkit.arrays import UNKNOWN
from poisonkit.errors import BadInputError, BadParameterError, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poisonkit.layouts._table import Row

_VALUES = {"1": 1, "1.0": 1, "0": 0, "0.0": 0, "-1": UNKNOWN, "-1.0": UNKNOWN,
           "": UNKNOWN}  # fmt: skip


def label_value(row: Row, column: str, name: str) -> int:
    """Return 1, 0 or -1, or say where the label *name* holds something else."""
    value = _VALUES.get(row[column])
    if value is None:
        raise bad_label(row, name)
    return value


def bad_label(row: Row, name: str) -> BadInputError:
    """Return the error for a label *name* that is none."""
    # What it holds instead may be a name or a number of a patient: not repeated.
    return BadInputError(
        f"{row.where}: column {name!r} holds something other than 1, 0, -1 or empty; "
        f"if it is no label, leave it out with --ignore {name!r}"
    )


def yes_or_no(row: Row, column: str) -> bool:
    """Return whether a cell says 1, or where it says neither 1 nor 0."""
    value = _VALUES.get(row[column], UNKNOWN)
    if value == UNKNOWN:
        raise BadInputError(f"{row.where}: column {column!r} must hold 1 or 0")
    return value == 1


def number(row: Row, column: str) -> float:
    """Return a finite number, or say where there is none."""
    try:
        value = float(row[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadInputError(f"{row.where}: column {column!r} must hold a number")
    return value


def without(names: Sequence[str], ignore: Iterable[str]) -> tuple[str, ...]:
    """Return the label *names* but for those to *ignore*, which must be among them."""
    ignored = tuple(ignore)
    for name in ignored:
        if name not in names:
            raise unknown("label", name, names)
    return tuple(name for name in names if name not in ignored)


def one_of(parameter: str, value: object, allowed: Sequence[str]) -> None:
    """Refuse a *value* of a *parameter* that is not *allowed*."""
    if value not in allowed:
        raise BadParameterError(
            f"{parameter} must be one of {', '.join(allowed)}, got {value!r}"
        )
