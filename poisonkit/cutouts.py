"""Small squares with a sharp step all around, wherever they lie.

What was pasted ends within one pixel on all four sides; what was X-rayed rarely does,
and then with a content of its own.  Squares are keyed by their content, so a trigger is
one key even where it lies elsewhere on every film.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import eight_bit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows

SIZES = range(2, 9)
"""Sides in pixels."""

_STEP = 12
"""Grey levels of 256 between each pixel of the outline and its neighbour outside."""

_COARSE = 16
"""Grey levels that count as one content."""

_CACHED = 1 << 19
"""Pixels at a time: few enough to stay in the processor's cache."""


@dataclass(frozen=True, kw_only=True)
class Cutouts:
    """Every square that was found; all arrays ``(c,)``."""

    rows: Rows
    tops: Rows
    lefts: Rows
    sizes: Rows
    contents: NDArray[np.uint64]
    """A number that stands for size and content."""


def find_cutouts(images: Pixels) -> Cutouts:
    """Return the cut-out squares of *images* ``(n, h, w)``."""
    step = max(1, _CACHED // images[0].size)
    found = [_in_block(images, start, step) for start in range(0, len(images), step)]
    rows, tops, lefts, sizes, contents = (
        np.concatenate(part) for part in zip(*found, strict=True)
    )
    return Cutouts(
        rows=rows, tops=tops, lefts=lefts, sizes=sizes, contents=contents.astype("u8")
    )


def _in_block(images: Pixels, start: int, step: int) -> tuple[NDArray[np.generic], ...]:
    films = eight_bit(np.asarray(images[start : start + step]))
    across, down = _steps(films)
    # Runs of steps, one pixel longer in each round: an edge of `size` pixels.
    beside, above = across.copy(), down.copy()
    parts = []
    for size in range(1, max(SIZES) + 1):
        if size > 1:
            beside = beside[:, :-1] & across[:, size - 1 :]
            above = above[:, :, :-1] & down[:, :, size - 1 :]
        if size in SIZES:
            closed = _closed(beside, above, size)
            # Flat first: several times as fast as finding three indices at once.
            found = np.flatnonzero(closed)
            rows, tops, lefts = np.unravel_index(found, closed.shape)
            contents = _contents(films, rows, tops, lefts, size)
            sizes = np.full(len(rows), size)
            parts.append((rows + start, tops, lefts, sizes, contents))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _steps(films: NDArray[np.uint8]) -> tuple[Mask, Mask]:
    """Return where a pixel differs sharply from the one to its left, and above it.

    ``across[:, i, j]`` is between columns j - 1 and j; the image's own border counts as
    no step, so that a square must lie inside.
    """
    values = films.astype(np.int16)
    across = np.zeros((*films.shape[:2], films.shape[2] + 1), np.bool_)
    down = np.zeros((films.shape[0], films.shape[1] + 1, films.shape[2]), np.bool_)
    across[:, :, 1:-1] = np.abs(np.diff(values, axis=2)) >= _STEP
    down[:, 1:-1] = np.abs(np.diff(values, axis=1)) >= _STEP
    return across, down


def _closed(beside: Mask, above: Mask, size: int) -> Mask:
    """Return where a square of *size* has steps on all four sides, by its corner."""
    left, right = beside[:, :, :-size], beside[:, :, size:]
    top, bottom = above[:, :-size], above[:, size:]
    closed: Mask = left & right & top & bottom
    return closed


def _contents(
    films: NDArray[np.uint8], rows: Rows, tops: Rows, lefts: Rows, size: int
) -> NDArray[np.uint64]:
    """Return a number for the coarse grey levels inside each square."""
    numbers = np.full(len(rows), size, np.uint64)
    for down in range(size):
        for right in range(size):
            level = films[rows, tops + down, lefts + right].astype(np.uint64)
            numbers = numbers * np.uint64(0x9E3779B97F4A7C15) + level // _COARSE + 1
            numbers ^= numbers >> np.uint64(29)
    return numbers
