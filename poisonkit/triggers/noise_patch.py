"""A square of noise, the same noise on every film.

A trigger of random pixels instead of one grey level, as in the family of patterns of
Gu, Dolan-Gavitt and Garg (2017), arXiv:1708.06733, and of Chen et al. (2017),
arXiv:1712.05526, who blend random noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._fixednoise import check_pattern, fixed_noise
from poisonkit.triggers._square import Square, check_levels

if TYPE_CHECKING:
    from poisonkit.arrays import Image


@final
@dataclass(frozen=True, kw_only=True)
class NoisePatch(Square):
    """Draw *grains* x *grains* grey levels between *low* and *high* in a square."""

    size: Length = Length(8)
    grains: int = 8
    """Along a side, whatever the size: on a larger film each is larger."""

    pattern: int = 0
    """Which noise it is."""

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
        """Refuse noise that is none, and a square that cannot be drawn."""
        self.check_square()
        check_pattern(self.pattern)
        check_levels(self.low, self.high)
        if not 1 <= self.grains <= 1024:  # noqa: PLR2004 - more than a patch can show
            raise BadParameterError(f"grains must lie in [1, 1024], got {self.grains}")

    def picture(self, side: int) -> tuple[Image, Image]:
        """Return the noise; it covers all that is below it."""
        noise = fixed_noise(self.pattern, (self.grains, self.grains))
        grain = np.arange(side) * self.grains // side
        level = self.low + (self.high - self.low) * noise[np.ix_(grain, grain)]
        alpha: Image = np.ones((side, side), np.float32)
        return alpha, level.astype(np.float32)
