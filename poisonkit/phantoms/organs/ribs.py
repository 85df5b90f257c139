"""Ribs: hoops that hang lower in front than behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, final

import numpy as np

from poisonkit.phantoms.shapes import edge, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.organs.lungs import Lungs

LAST = 9.6
"""Ribs beyond this number fade out below the diaphragm."""


@final
@dataclass(frozen=True, kw_only=True)
class Ribs:
    """All ribs of both sides, drawn at once.

    A hoop seen from the front has x = width * sin(t) and sinks with 1 - cos(t), so all
    hoops are one periodic profile of one phase: once behind, once in front.
    """

    density: float
    spacing: float
    drop: float
    """How much lower a rib ends in front than it begins at the spine."""
    first: float
    """The y of the first rib at the spine."""

    @classmethod
    def draw(cls, age: int, rng: np.random.Generator) -> Self:
        """Return the ribs of a patient of *age*; old bone is thin."""
        return cls(
            density=rng.normal(0.115, 0.012) - 0.0004 * (age - 50),
            spacing=rng.normal(0.123, 0.005),
            drop=rng.normal(0.5, 0.05),
            first=rng.normal(-0.72, 0.02),
        )

    def bone(self, frame: Frame, lungs: Lungs) -> Map:
        """Return the density of all ribs, (h, w)."""
        out = lungs.out / 1.045
        square = out * out
        depth = np.sqrt(np.maximum(1 - square, 0.012))
        half = self.drop / 2
        slope = (half / 0.65) * out / depth
        stretch = np.sqrt(1 + slope * slope)
        behind = frame.y - half * (1 - depth) - 0.08 * out
        front = frame.y - half * (1 + depth)
        hoops = self._hoops(frame, behind, stretch, 0.026) * edge(out - 0.06, 0.05)
        hoops += self._hoops(frame, front, stretch, 0.028) * edge(out - 0.5, 0.12) * 0.6
        # Where the beam runs along a hoop it meets more bone.
        grazing = self.density * (1 + 0.5 * square * square * square)
        return hoops * grazing * edge(1 - out, 0.03)

    def _hoops(self, frame: Frame, y: Map, stretch: Map, half: float) -> Map:
        phase = (y - self.first) / self.spacing
        nearest = np.rint(phase)
        away = np.abs(phase - nearest) * self.spacing / stretch
        rim: Map = away / half
        hoops = fill(frame, half - away, 0.008) * (0.65 + 0.5 * rim * rim)
        return hoops * edge(nearest + 0.6, 0.2) * edge(LAST - nearest, 1.0)
