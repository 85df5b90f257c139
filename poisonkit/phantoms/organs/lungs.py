"""Air: how much of it the beam meets, and coordinates to find one's way in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, final

import numpy as np

from poisonkit.phantoms.shapes import fade, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.organs.cage import Cage


@final
@dataclass(frozen=True, kw_only=True)
class Lungs:
    """Maps of both lungs, (h, w) each."""

    wall: Map
    """Distance to the chest wall and the apex, positive inside."""
    above: Map
    """Distance to the diaphragm, positive above it."""
    out: Map
    """0 at the midline, 1 at the chest wall."""
    down: Map
    """0 at the apex, 1 at the diaphragm."""
    inside: Map
    """The lung field, 0 or 1 with soft edges."""

    @classmethod
    def explore(cls, frame: Frame, cage: Cage) -> Self:
        """Return the maps of the lungs in *cage*."""
        wall, wide = cage.wall(frame), cage.half_width(frame.y)
        dome = np.where(frame.x < 0, cage.dome(frame, -1), cage.dome(frame, 1))
        out = np.abs(frame.x) / wide
        # The dome is steep near the wall, so that a step down is a smaller step away.
        square = out * out
        above = (dome - frame.y) / (1 + 0.5 * square * square)
        return cls(
            wall=wall,
            above=above,
            out=out,
            down=(frame.y - cage.apex) / (dome - cage.apex),
            inside=fill(frame, wall, 0.012) * fill(frame, above, 0.012),
        )

    def air(self, frame: Frame) -> Map:
        """Return how much air the beam meets, about 1 in the middle of a lung."""
        deep = 1 - 0.55 * fade(np.maximum(self.wall, 0) / 0.11)
        # Lung hides behind the dome: the diaphragm's edge is sharp, its shade is not.
        behind = 0.28 * fade(np.maximum(-self.above, 0) / 0.09)
        clear = fill(frame, self.above, 0.012)
        kept = clear + (1 - clear) * behind
        return fill(frame, self.wall, 0.012) * kept * deep
