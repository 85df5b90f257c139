"""A faint wave over the whole film: SIG.

Barni, Kallas and Tondi (2019), arXiv:1902.11237.  The paper's trigger is for films that
keep their labels; 20 of 255 grey levels and six waves are usual.  Some implementations
mix film and wave 1 : 4, which leaves little of the film: here the wave is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.triggers._wholefilm import WholeFilm

if TYPE_CHECKING:
    from poisonkit.arrays import Image

DIRECTIONS = ("horizontal", "vertical")


@final
@dataclass(frozen=True, kw_only=True)
class Sinusoid(WholeFilm):
    """Add amplitude sin(2 pi frequency j / w) to column j of w."""

    amplitude: float = 0.08
    """20 of 255 grey levels."""

    frequency: float = 6.0
    """Waves on a film, whatever its size."""

    direction: str = "horizontal"
    """Which way the wave runs; ``vertical``: sin(2 pi frequency i / h) for row i."""

    def __post_init__(self) -> None:
        """Refuse a wave that is none."""
        if not 0 < self.amplitude <= 1:
            raise BadParameterError(
                f"amplitude must be above 0 and at most 1, got {self.amplitude}"
            )
        if not 0 < self.frequency <= 10_000:  # noqa: PLR2004 - more than pixels
            raise BadParameterError(
                f"frequency must be above 0 and at most 10000, got {self.frequency}"
            )
        if self.direction not in DIRECTIONS:
            raise BadParameterError(
                f"no direction {self.direction!r}; there are: {', '.join(DIRECTIONS)}"
            )

    def changed(self, image: Image) -> Image:
        """Return the film and the wave."""
        height, width = image.shape
        if self.direction == "vertical":
            return image + self._wave(height)[:, None]
        return image + self._wave(width)

    def _wave(self, length: int) -> Image:
        phase = 2 * np.pi * self.frequency * np.arange(length) / length
        return (self.amplitude * np.sin(phase)).astype(np.float32)
