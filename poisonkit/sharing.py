"""Which films share a small shape: one that holds nearly the same, or exactly.

Technologists' letters and the crossings of wires come out alike on many films, within
some grey levels.  To the level they hardly ever do: what was drawn by a machine does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from scipy import sparse

from poisonkit.arrays import eight_bit
from poisonkit.islands import shape_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows
    from poisonkit.cutouts import Cutouts


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Shapes that several films share, in lines of the same."""

    shapes: Cutouts
    lines: Rows
    """(c,): the line of each shape; from 0, none left out."""

    @classmethod
    def of(cls, shapes: Cutouts, *keys: NDArray[np.generic]) -> Self:
        """Return lines of *shapes* with equal *keys* ``(c,)``, if on several films."""
        table = np.stack([key.astype(np.uint64) for key in keys], axis=1)
        lines = _numbers(table)
        pairs = np.unique(np.stack([lines, shapes.rows], axis=1), axis=0)
        shared = np.bincount(pairs[:, 0], minlength=1)[lines] > 1
        return cls(shapes=shapes.only(shared), lines=_numbers(lines[shared]))

    def __len__(self) -> int:
        return int(self.lines.max(initial=-1)) + 1

    def line(self, number: int) -> Cutouts:
        """Return the shapes of one line."""
        return self.shapes.only(self.lines == number)

    def only(self, some: Mask) -> Self:
        """Return the lines of some of the shapes ``(c,)``."""
        return type(self).of(self.shapes.only(some), self.lines[some])

    def exactly(self, pixels: Pixels) -> Self:
        """Return lines of what is the same to the grey level on films ``(n, h, w)``."""
        numbers = np.zeros(len(self.lines), np.int64)
        order = np.argsort(self.lines, kind="stable")
        cuts = np.flatnonzero(np.diff(self.lines[order], prepend=-1))
        for some in np.split(order, cuts)[1:]:
            numbers[some] = _numbers(_levels(self.shapes.only(some), pixels))
        return type(self).of(self.shapes, self.lines, numbers)

    def among(self, belongs: Rows) -> sparse.csr_matrix:
        """Return which lines are on films of whom, ``(lines, max + 1)``.

        *belongs* ``(n,)`` says to whom each film belongs: itself, or a patient.
        """
        whose = belongs[self.shapes.rows]
        pairs = np.unique(np.stack([self.lines, whose], axis=1), axis=0)
        shape = len(self), int(belongs.max(initial=-1)) + 1
        return sparse.csr_matrix((np.ones(len(pairs), np.int64), tuple(pairs.T)), shape)


def _numbers(keys: NDArray[np.generic]) -> Rows:
    """Return a number from 0 for each different row of *keys*."""
    numbers: Rows = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    return numbers


def boxes(shapes: Cutouts, pixels: Pixels) -> Pixels:
    """Return the boxes around shapes of one size, ``(c, height, width)``."""
    height, width = int(shapes.heights[0]), int(shapes.widths[0])
    places = zip(shapes.rows, shapes.tops, shapes.lefts, strict=True)
    cut = [
        pixels[row, top : top + height, left : left + width]
        for row, top, left in places
    ]
    return cast("Pixels", np.stack(cut))


def _levels(shapes: Cutouts, pixels: Pixels) -> NDArray[np.uint8]:
    """Return the grey levels within shapes of one outline, ``(c, area)``."""
    levels = eight_bit(boxes(shapes, pixels))
    return levels[:, shape_in(levels[0], int(shapes.areas[0]))]
