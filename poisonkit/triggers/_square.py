"""A square laid over the film: in a corner, the centre, anywhere, or at x, y."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from poisonkit.errors import BadParameterError
from poisonkit.triggers._corners import check_place, corner, site
from poisonkit.triggers._overlay import Layer, Overlay

if TYPE_CHECKING:
    import numpy as np

    from poisonkit.arrays import Image
    from poisonkit.lengths import Length


class Square(Overlay):
    """An overlay that is a square, or lies within one."""

    size: Length
    place: str
    margin: Length
    x: int | None
    y: int | None

    @abstractmethod
    def picture(self, side: int) -> tuple[Image, Image]:
        """Return how much is covered, and what covers it, ``(side, side)`` each."""

    def layer(self, shape: tuple[int, int], rng: np.random.Generator) -> Layer:
        """Return the square at its place."""
        side = self.size.pixels(shape[0])
        if side > min(shape):  # it is not even drawn: 9000% would fill the memory
            raise BadParameterError(
                f"a trigger of {side} x {side} pixels does not lie within an image of "
                f"{shape[1]} x {shape[0]}"
            )
        at = site(self.place, self.x, self.y)
        margin = self.margin.pixels(shape[0], least=0)
        top, left = corner(at, (side, side), shape, margin, rng)
        alpha, value = self.picture(side)
        return Layer(top=top, left=left, alpha=alpha, value=value)

    def check_square(self) -> None:
        """Refuse a square that cannot be drawn on any image."""
        if not self.size.value:
            raise BadParameterError(f"size must be at least 1 pixel, got {self.size}")
        check_place(self.place, self.x, self.y)


def check_levels(low: float, high: float) -> None:
    """Refuse two grey levels that are none, or one and the same."""
    for name, level in (("low", low), ("high", high)):
        if not 0 <= level <= 1:
            raise BadParameterError(f"{name} must lie in [0, 1], got {level}")
    if low == high:
        raise BadParameterError(f"low and high must differ, both are {low}")
