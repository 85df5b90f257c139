"""A square of one grey level: the pattern trigger of BadNets.

Gu, Dolan-Gavitt and Garg (2017), arXiv:1708.06733; on radiographs 3 x 3 pixels, Nwadike
et al. (2020), arXiv:2101.00008.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.triggers.base import Trigger

if TYPE_CHECKING:
    from poisonkit.arrays import Image, Mask

PLACES = ("top_left", "top_right", "bottom_left", "bottom_right", "centre", "random")


@final
@dataclass(frozen=True, kw_only=True)
class Patch(Trigger):
    """Set a square of *size* pixels to *value*: in a corner, the centre, or at x, y."""

    size: int = 3
    value: float = 1.0
    """0 is black, 1 is white."""

    place: str = "bottom_right"
    """A corner, ``centre``, or ``random``: elsewhere on every image."""

    margin: int = 3
    """Pixels between the square and the corner."""

    x: int | None = None
    """With *y*: the square's left and top pixel, instead of *place*."""

    y: int | None = None

    def __post_init__(self) -> None:
        """Refuse a square that cannot be drawn on any image."""
        if self.size < 1:
            raise BadParameterError(f"size must be at least 1 pixel, got {self.size}")
        if not 0 <= self.value <= 1:
            raise BadParameterError(f"value must lie in [0, 1], got {self.value}")
        if self.margin < 0:
            raise BadParameterError(f"margin must be 0 or more, got {self.margin}")
        if self.place not in PLACES:
            raise BadParameterError(
                f"no place {self.place!r}; there are: {', '.join(PLACES)}, or x and y"
            )
        if (self.x is None) != (self.y is None):
            raise BadParameterError("give both x and y, or neither")

    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return the square."""
        top, left = self._corner(shape, rng)
        inside = 0 <= top <= shape[0] - self.size and 0 <= left <= shape[1] - self.size
        if not inside:
            raise BadParameterError(
                f"a patch of {self.size} pixels at x={left}, y={top} does not lie "
                f"within an image of {shape[1]} x {shape[0]}"
            )
        mask = np.zeros(shape, np.bool_)
        mask[top : top + self.size, left : left + self.size] = True
        return mask

    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Paint the square."""
        height, width = image.shape
        footprint = self.footprint((height, width), rng)
        return np.where(footprint, np.float32(self.value), image).astype(np.float32)

    def _corner(
        self, shape: tuple[int, int], rng: np.random.Generator
    ) -> tuple[int, int]:
        """Return the square's top and left pixel."""
        if self.x is not None and self.y is not None:
            return self.y, self.x
        room = shape[0] - self.size, shape[1] - self.size
        if self.place == "centre":
            return room[0] // 2, room[1] // 2
        if self.place == "random" and min(room) >= 0:
            return int(rng.integers(room[0] + 1)), int(rng.integers(room[1] + 1))
        top = self.margin if "top" in self.place else room[0] - self.margin
        left = self.margin if "left" in self.place else room[1] - self.margin
        return top, left
