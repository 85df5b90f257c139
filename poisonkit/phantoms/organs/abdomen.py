"""Gas below the diaphragm: the stomach bubble and a loop of bowel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, final

from poisonkit.phantoms.shapes import ellipse, fill

if TYPE_CHECKING:
    import numpy as np

    from poisonkit.phantoms.frame import Frame, Map, Point
    from poisonkit.phantoms.organs.cage import Cage

LEAST = 0.02
"""The smallest half width of gas that a film would show."""


@final
@dataclass(frozen=True, kw_only=True)
class Abdomen:
    """How much gas there is, and where; it depends on the last meal."""

    bubble: float
    """Half the width of the bubble under the left dome."""
    place: float
    """Its distance from the midline."""
    loop: float
    """Half the width of a loop of bowel."""
    bowel: Point

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Self:
        """Return an abdomen; some show hardly any gas."""
        return cls(
            bubble=max(LEAST, rng.normal(0.085, 0.05)),
            place=rng.normal(0.30, 0.04),
            loop=max(LEAST, rng.normal(0.05, 0.05)),
            bowel=(rng.uniform(0.25, 0.6), rng.uniform(0.78, 0.95)),
        )

    def gas(self, frame: Frame, cage: Cage) -> Map:
        """Return how much density the gas takes away, (h, w)."""
        axes = (self.bubble, 0.55 * self.bubble)
        centre = (self.place, cage.top(1) + 0.045 + axes[1])
        bubble = ellipse(frame, centre, axes, 0.1)
        loop = ellipse(frame, self.bowel, (self.loop, 0.7 * self.loop), 0.5)
        return 0.24 * fill(frame, bubble, 0.018) + 0.16 * fill(frame, loop, 0.03)
