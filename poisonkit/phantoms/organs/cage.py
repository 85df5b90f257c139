"""The space the lungs fill: chest wall, apices and the two domes of the diaphragm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, final

import numpy as np

from poisonkit.phantoms.shapes import clamp

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map, Point
    from poisonkit.phantoms.study import Patient

Side: TypeAlias = Literal[-1, 1]
"""-1 is the patient's right, which is the left of the film."""

SUMMIT = 0.24
"""How far from the midline an apex lies."""
CREST = 0.3
"""How far from the midline the top of a dome lies."""


def either(rng: np.random.Generator) -> Side:
    """Return one side or the other."""
    return -1 if rng.integers(2) else 1


def opposite(side: Side) -> Side:
    """Return the other side."""
    return 1 if side < 0 else -1


@final
@dataclass(frozen=True, kw_only=True)
class Cage:
    """Two mirrored half shells, each with a dome of its own."""

    apex: float
    """The y of the top of both lungs."""
    width: float
    """Half the inner width at the widest place."""
    height: float
    """From the apex down to the widest place."""
    bulge: float
    """From 0 to 1; larger is rounder at the top."""
    domes: tuple[float, float]
    """The y of the top of the right and of the left dome."""
    fall: float
    """How far a dome falls from its top to the costophrenic angle."""

    @classmethod
    def draw(cls, patient: Patient, rng: np.random.Generator) -> Self:
        """Return the cage of *patient*."""
        right = rng.normal(0.4, 0.055)
        return cls(
            apex=rng.normal(-0.77, 0.025),
            width=rng.normal(0.68 if patient.sex == "M" else 0.64, 0.035),
            height=rng.normal(1.28, 0.05),
            bulge=rng.uniform(0.2, 1.0),
            domes=(right, right + rng.normal(0.05, 0.02)),
            fall=rng.uniform(0.22, 0.32),
        )

    def half_width(self, y: Map) -> Map:
        """Return the distance from the midline to the chest wall at *y*."""
        up = clamp(1 - (y - self.apex) / self.height)
        wide: Map = np.sqrt(1 - up * up * (self.bulge + (1 - self.bulge) * up))
        return SUMMIT + (self.width - SUMMIT) * wide

    def wall(self, frame: Frame) -> Map:
        """Return the distance to the wall and the apex, positive inside."""
        out = np.abs(frame.x) - SUMMIT
        # The medial slope of the apex is gentler: it runs down to the mediastinum.
        out = np.maximum(out / (self.width - SUMMIT), out / -0.42)
        up = np.maximum(1 - (frame.y - self.apex) / self.height, 0)
        level = 1 - up * up * (self.bulge + (1 - self.bulge) * up) - out * out
        across = out * (2 / (self.width - SUMMIT))
        along = up * (2 * self.bulge + (3 - 3 * self.bulge) * up) / self.height
        distance: Map = level / (0.35 + np.sqrt(across * across + along * along))
        return distance

    def dome(self, frame: Frame, side: Side) -> Map:
        """Return the y of the diaphragm of *side* at each pixel."""
        out = np.abs(frame.x) - CREST
        across = np.maximum(out / (self.width - CREST), out * -2)
        across = np.minimum(across, 0.995)
        fallen: Map = self.fall * (1 - np.sqrt(1 - across * across))
        return self.top(side) + fallen

    def top(self, side: Side) -> float:
        """Return the y of the top of the dome of *side*."""
        return self.domes[0 if side < 0 else 1]

    def spot(self, side: Side, out: float, down: float) -> Point:
        """Return the place *out* (0 hilum, 1 wall) and *down* (0 apex, 1 dome)."""
        y = self.apex + down * (self.top(side) - self.apex)
        wall = float(self.half_width(np.array([y], np.float32))[0])
        return side * (0.16 + out * (wall - 0.16)), y
