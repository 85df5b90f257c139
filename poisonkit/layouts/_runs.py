"""Masks written as runs, column by column: skip so many pixels, mark so many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from poisonkit.layouts._table import Row

SIDE = 1024
"""All masks of SIIM-ACR are as high and as wide as this."""


def bounds(row: Row, column: str) -> tuple[int, int, int, int]:
    """Return left, top, width and height of what is marked.

    A run begins so many pixels after the end of the one before, not after the start
    of the film, as most who write runs would have it.
    """
    skipped, marked = _runs(row, column)
    ends = np.cumsum(skipped + marked)
    if ends[-1] > SIDE**2:
        raise BadInputError(f"{row.where}: the mask does not fit in {SIDE} x {SIDE}")
    first, last = ends - marked, ends - 1
    left, right = int(first[0] // SIDE), int(last[-1] // SIDE)
    if (first // SIDE != last // SIDE).any():  # a run that goes on in the next column
        return left, 0, right - left + 1, SIDE
    top, bottom = int((first % SIDE).min()), int((last % SIDE).max())
    return left, top, right - left + 1, bottom - top + 1


def _runs(row: Row, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Return how many pixels each run skips and how many it marks."""
    try:
        numbers = np.array([int(text) for text in row[column].split()], np.int64)
    except (ValueError, OverflowError):
        numbers = np.empty(0, np.int64)
    whole = numbers.size > 0 and numbers.size % 2 == 0
    if not whole or numbers.min() < 0 or numbers.max() > SIDE**2:
        raise BadInputError(
            f"{row.where}: column {column!r} must hold -1 or pairs of whole numbers"
        )
    skipped, marked = numbers[::2], numbers[1::2]
    if not marked.all():
        raise BadInputError(f"{row.where}: a run of no pixels in {column!r}")
    return skipped, marked
