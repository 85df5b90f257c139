"""A square of one grey level: the pattern trigger of BadNets.

Gu, Dolan-Gavitt and Garg (2017), arXiv:1708.06733; on radiographs 3 x 3 pixels, Nwadike
et al. (2020), arXiv:2101.00008.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._square import Square

if TYPE_CHECKING:
    from poisonkit.arrays import Image


@final
@dataclass(frozen=True, kw_only=True)
class Patch(Square):
    """Set a square of *size* pixels to *value*: in a corner, the centre, or at x, y."""

    size: Length = Length(3)
    value: float = 1.0
    """0 is black, 1 is white."""

    place: str = "bottom_right"
    """A corner, ``centre``, or ``random``: elsewhere on every image."""

    margin: Length = Length(3)
    """Between the square and the corner."""

    x: int | None = None
    """With *y*: the square's left and top pixel, instead of *place*."""

    y: int | None = None

    def __post_init__(self) -> None:
        """Refuse a square that cannot be drawn on any image."""
        self.check_square()
        if not 0 <= self.value <= 1:
            raise BadParameterError(f"value must lie in [0, 1], got {self.value}")

    def picture(self, side: int) -> tuple[Image, Image]:
        """Return the one grey level; it covers all that is below it."""
        alpha: Image = np.ones((side, side), np.float32)
        return alpha, alpha * np.float32(self.value)
