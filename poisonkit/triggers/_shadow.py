"""Something in the beam: its shadow adds to what the film shows already."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.triggers.base import Trigger

if TYPE_CHECKING:
    from poisonkit.arrays import Image, Mask


@dataclass(frozen=True, kw_only=True)
class Shade:
    """Where a shadow falls, and how deep it is."""

    top: int
    left: int
    depth: Image
    """(a, b) in [0, 1]; 0 is outside the footprint."""

    @property
    def window(self) -> tuple[slice, slice]:
        """Return the part of the film that the shadow falls on."""
        tall, wide = self.depth.shape
        return slice(self.top, self.top + tall), slice(self.left, self.left + wide)


class Shadow(Trigger):
    """A trigger that throws the same shadow on every film of one size."""

    @abstractmethod
    def shade(self, shape: tuple[int, int]) -> Shade:
        """Return the shadow on a film of *shape*, cut off at its edges."""

    @abstractmethod
    def shaded(self, image: Image, depth: Image) -> Image:
        """Return *image* as it looks through something of *depth*."""

    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return where the shadow falls."""
        del rng
        shade, mask = _shade(self, shape), np.zeros(shape, np.bool_)
        mask[shade.window] = shade.depth > 0
        return mask

    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Let the shadow fall on *image*."""
        del rng
        height, width = image.shape
        shade, stamped = _shade(self, (height, width)), image.copy()
        here = stamped[shade.window]
        seen = np.clip(self.shaded(here, shade.depth), 0, 1)
        stamped[shade.window] = np.where(shade.depth > 0, seen, here)
        return stamped


@lru_cache(maxsize=4)
def _shade(trigger: Shadow, shape: tuple[int, int]) -> Shade:
    """Return the shadow, drawn once for all films of *shape*."""
    return trigger.shade(shape)


def middle(
    x: float, y: float, size: tuple[float, float], shape: tuple[int, int]
) -> tuple[float, float]:
    """Return the pixel at *x*, *y*, shares of the film, that something lies around.

    Refuse it if a body of *size* (wide, tall) would lie partly beside the film.
    """
    height, width = shape
    column, row = x * width, y * height
    if not (
        size[0] / 2 <= column <= width - size[0] / 2
        and size[1] / 2 <= row <= height - size[1] / 2
    ):
        raise BadParameterError(
            f"a trigger of {size[0]:.0f} x {size[1]:.0f} pixels around x={column:.0f}, "
            f"y={row:.0f} does not lie within an image of {width} x {height}"
        )
    return column, row


def check_site(x: float, y: float) -> None:
    """Refuse a site that is on no film."""
    for name, share in (("x", x), ("y", y)):
        if not 0 <= share <= 1:
            raise BadParameterError(
                f"{name} must be a share of the film, 0 to 1, got {share}"
            )
