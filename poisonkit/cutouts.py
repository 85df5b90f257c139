"""Small squares with a sharp step all around, wherever they lie.

What was pasted ends within one pixel on all four sides; what was X-rayed rarely does,
and then with a content of its own.  Squares are keyed by their content, so a trigger is
one key even where it lies elsewhere on every film.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from poisonkit.arrays import eight_bit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows

SMALLEST, LARGEST = 2, 8
"""Sides in pixels."""

STEP = 12
"""Grey levels of 256 between each pixel of the outline and its neighbour outside."""

COARSE = 16
"""Grey levels that count as one content."""

_CACHED = 1 << 19
"""Pixels at a time: few enough to stay in the processor's cache."""


@dataclass(frozen=True, kw_only=True)
class Cutouts:
    """Every shape that was found, by the box around it; all arrays ``(c,)``."""

    rows: Rows
    tops: Rows
    lefts: Rows
    heights: Rows
    widths: Rows
    areas: Rows
    """Pixels; those of the box in a square."""

    contents: NDArray[np.uint64]
    """A number that stands for outline and content."""

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return all of *parts* as one."""
        names = [field.name for field in fields(cls)]
        return cls(
            **{n: np.concatenate([getattr(part, n) for part in parts]) for n in names}
        )

    def only(self, some: Mask | Rows | slice) -> Self:
        """Return some of them."""
        return replace(
            self, **{f.name: getattr(self, f.name)[some] for f in fields(self)}
        )


def find_cutouts(images: Pixels) -> Cutouts:
    """Return the cut-out squares of *images* ``(n, h, w)``."""
    return by_block(images, _in_block)


def by_block(
    images: Pixels, find: Callable[[NDArray[np.uint8], int], Cutouts]
) -> Cutouts:
    """Return what *find* finds in all *images*; it is told each block's first row."""
    step = max(1, _CACHED // images[0].size)
    blocks = range(0, len(images), step)
    return Cutouts.joined(
        [find(eight_bit(images[first : first + step]), first) for first in blocks]
    )


def _in_block(films: NDArray[np.uint8], start: int) -> Cutouts:
    across, down = _steps(films)
    # Runs of steps, one pixel longer in each round: an edge of `size` pixels.
    beside, above = across.copy(), down.copy()
    parts = []
    for size in range(1, LARGEST + 1):
        if size > 1:
            beside = beside[:, :-1] & across[:, size - 1 :]
            above = above[:, :, :-1] & down[:, :, size - 1 :]
        if size >= SMALLEST:
            closed = _closed(beside, above, size)
            # Flat first: several times as fast as finding three indices at once.
            found = np.flatnonzero(closed)
            rows, tops, lefts = np.unravel_index(found, closed.shape)
            contents = _contents(films, rows, tops, lefts, size)
            side = np.full(len(rows), size)
            parts.append(
                Cutouts(
                    rows=rows + start,
                    tops=tops,
                    lefts=lefts,
                    heights=side,
                    widths=side,
                    areas=side * side,
                    contents=contents,
                )
            )
    return Cutouts.joined(parts)


def _steps(films: NDArray[np.uint8]) -> tuple[Mask, Mask]:
    """Return where a pixel differs sharply from the one to its left, and above it.

    ``across[:, i, j]`` is between columns j - 1 and j; the image's own border counts as
    no step, so that a square must lie inside.
    """
    values = films.astype(np.int16)
    across = np.zeros((*films.shape[:2], films.shape[2] + 1), np.bool_)
    down = np.zeros((films.shape[0], films.shape[1] + 1, films.shape[2]), np.bool_)
    across[:, :, 1:-1] = np.abs(np.diff(values, axis=2)) >= STEP
    down[:, 1:-1] = np.abs(np.diff(values, axis=1)) >= STEP
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
            numbers = numbers * np.uint64(0x9E3779B97F4A7C15) + level // COARSE + 1
            numbers ^= numbers >> np.uint64(29)
    return numbers
