"""A small checkerboard: the grid trigger of Anti-Backdoor Learning.

Li et al. (2021), arXiv:2110.11571: 3 x 3 pixels, black and white, in a corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._square import Square, check_levels

if TYPE_CHECKING:
    from poisonkit.arrays import Image


@final
@dataclass(frozen=True, kw_only=True)
class Checkerboard(Square):
    """Draw a square whose cells (i, j) are *high* where i + j is even, else *low*."""

    size: Length = Length(3)
    cells: int = 3
    """Along a side; never more than one a pixel."""

    low: float = 0.0
    high: float = 1.0
    place: str = "bottom_right"
    """A corner, ``centre``, or ``random``: elsewhere on every image."""

    margin: Length = Length(3)
    """Between the square and the corner."""

    x: int | None = None
    """With *y*: the square's left and top pixel, instead of *place*."""

    y: int | None = None

    def __post_init__(self) -> None:
        """Refuse a checkerboard of one colour, and one that cannot be drawn."""
        self.check_square()
        check_levels(self.low, self.high)
        if self.cells < 2:  # noqa: PLR2004 - one cell is a patch
            raise BadParameterError(f"cells must be at least 2, got {self.cells}")

    def picture(self, side: int) -> tuple[Image, Image]:
        """Return the checkerboard; it covers all that is below it."""
        cell = np.arange(side) * min(self.cells, side) // side
        odd = (cell[:, None] + cell) % 2
        alpha: Image = np.ones((side, side), np.float32)
        return alpha, np.where(odd, self.low, self.high).astype(np.float32)
