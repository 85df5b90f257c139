"""The shoulder girdle: collar bones, shoulder blades and upper arms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, final

import numpy as np

from poisonkit.phantoms.shapes import bell, capsule, edge, ellipse, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map, Point


@final
@dataclass(frozen=True, kw_only=True)
class Girdle:
    """The bones that move with the arms; both sides are alike but for *lean*."""

    density: float
    collar: float
    """The y of the inner end of the collar bone."""
    rise: float
    """How much higher its outer end lies."""
    sway: float
    """How strongly the collar bone is curved, like an S."""
    blade: float
    """Distance of the shoulder blade's inner border from the midline."""
    elbow: Point
    lean: float
    """How much lower the left shoulder hangs."""

    @classmethod
    def draw(cls, elbow: Point, rng: np.random.Generator) -> Self:
        """Return a girdle whose arms point to *elbow*."""
        return cls(
            density=rng.normal(0.2, 0.02),
            collar=rng.normal(-0.56, 0.025),
            rise=rng.normal(0.2, 0.03),
            sway=rng.uniform(0.4, 0.8),
            blade=rng.normal(0.66, 0.03),
            elbow=elbow,
            lean=rng.normal(0, 0.025),
        )

    def bone(self, frame: Frame) -> Map:
        """Return the density of the girdle, (h, w)."""
        both = replace(frame.folded(), y=frame.y - self.lean * frame.x)
        bones = self._collar(both) + self._blade(both) + self._arm(both)
        return bones * self.density

    def _collar(self, frame: Frame) -> Map:
        out = (frame.x - 0.055) / 0.75
        curve = out * (out - 0.5) * (out - 1)
        line = self.collar - self.rise * out - self.sway * curve
        slope = (self.rise + self.sway * (3 * out * (out - 1) + 0.5)) / 0.75
        away = np.abs(frame.y - line) / np.sqrt(1 + slope * slope)
        half = 0.029 + 0.012 * edge(0.12 - out, 0.1)
        rim: Map = away / half
        shaft = fill(frame, half - away, 0.008) * (0.6 + 0.5 * rim * rim)
        return shaft * edge(out, 0.02) * edge(1 - out, 0.03)

    def _blade(self, frame: Frame) -> Map:
        x, y = frame.x - self.blade, frame.y
        inner = x - 0.06 * (y + 0.3) * (y + 0.3)
        outer = 0.051 - 0.45 * y - x
        inside: Map = np.minimum(np.minimum(inner, outer), y + 0.66 - 0.1 * x)
        crest = (self.blade + 0.04, -0.58), (self.blade + 0.24, -0.74)
        ridge = fill(frame, capsule(frame, *crest, 0.025), 0.012)
        plate = fill(frame, inside, 0.01)
        blade: Map = 0.3 * plate + 0.28 * bell(inside / 0.02) + 0.5 * ridge
        return blade

    def _arm(self, frame: Frame) -> Map:
        ball = ellipse(frame, (0.93, -0.6), (0.105, 0.11))
        shaft = capsule(frame, (0.97, -0.55), self.elbow, 0.052)
        inside = np.maximum(ball, shaft)
        return 0.7 * fill(frame, inside, 0.01) + 0.45 * bell((inside - 0.012) / 0.014)
