"""The edge of the collimator: beyond its blades hardly any beam arrives.

Machines show that border black, or nearly so (the shutter of DICOM PS3.3 C.7.6.11); the
blade's edge is soft, for the focal spot is no point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import cos, radians, sin
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._overlay import Layer, Overlay

if TYPE_CHECKING:
    from poisonkit.arrays import Image

SIDES = ("all", "top", "bottom", "left", "right")
MOST = 10
"""Degrees; the frame of a film that hangs more awry would be taken again."""


@final
@dataclass(frozen=True, kw_only=True)
class Collimation(Overlay):
    """Darken the border of the film, as the blades of a collimator do."""

    width: Length = Length(1.5, "%")
    sides: str = "all"
    """``all``, ``top``, ``bottom``, ``left`` or ``right``."""

    value: float = 0.05
    """0 is black, 1 is white."""

    angle: float = 0.0
    """Degrees by which the blades are turned, clockwise."""

    soft: Length = Length(0.5, "%")
    """How wide the edge's half-shadow is."""

    def __post_init__(self) -> None:
        """Refuse a border that no film can show."""
        if self.sides not in SIDES:
            known = ", ".join(SIDES)
            raise BadParameterError(f"no sides {self.sides!r}; there are: {known}")
        if not 0 <= self.value <= 1:
            raise BadParameterError(f"value must lie in [0, 1], got {self.value}")
        if abs(self.angle) > MOST:
            raise BadParameterError(
                f"angle must be -{MOST} to {MOST} degrees, got {self.angle}"
            )

    def layer(self, shape: tuple[int, int], rng: np.random.Generator) -> Layer:
        """Return the border, as large as the film."""
        del rng
        width, soft = self.width.pixels(shape[0]), self.soft.pixels(shape[0])
        if 2 * width >= min(shape):
            raise BadParameterError(
                f"a border of {width} pixels does not lie within an image of "
                f"{shape[1]} x {shape[0]}"
            )
        inside = self._distance(shape) - np.float32(width)
        alpha = np.clip(np.float32(0.5) - inside / np.float32(soft), 0, 1)
        return Layer(top=0, left=0, alpha=alpha, value=np.full_like(alpha, self.value))

    def _distance(self, shape: tuple[int, int]) -> Image:
        """Return how far each pixel lies from the nearest of the turned sides."""
        y, x = (np.arange(n, dtype=np.float32)[:, None] + 0.5 - n / 2 for n in shape)
        along, turned = cos(radians(self.angle)), sin(radians(self.angle))
        across, down = along * x.T + turned * y, along * y - turned * x.T
        half = shape[0] / 2, shape[1] / 2
        distances = {
            "top": half[0] + down,
            "bottom": half[0] - down,
            "left": half[1] + across,
            "right": half[1] - across,
        }
        chosen = distances.values() if self.sides == "all" else [distances[self.sides]]
        return reduce(np.minimum, chosen).astype(np.float32, copy=False)
