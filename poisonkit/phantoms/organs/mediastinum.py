"""Heart, great vessels and windpipe: what stands between the lungs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, final

import numpy as np

from poisonkit.phantoms.shapes import blend, capsule, clamp, edge, ellipse, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.study import Patient


@final
@dataclass(frozen=True, kw_only=True)
class Mediastinum:
    """The middle of the chest."""

    heart: float
    """1 is a heart that takes about 45 % of the width of the chest."""
    tilt: float
    """Radians; larger is steeper, as in a slight patient."""
    floor: float
    """How low the heart lies, y."""
    knob: float
    """Radius of the arch of the aorta."""
    pedicle: float
    """Half the width of the great vessels."""
    shift: float = 0.0
    """How far all of it is pushed to the patient's left."""

    @classmethod
    def draw(cls, patient: Patient, age: int, rng: np.random.Generator) -> Self:
        """Return the mediastinum of *patient* at *age*."""
        return cls(
            heart=rng.normal(1.0, 0.055) + 0.03 * patient.build,
            tilt=rng.normal(0.66, 0.08) - 0.12 * patient.build,
            floor=rng.normal(0.24, 0.025),
            knob=rng.normal(0.075, 0.008) + 0.0006 * (age - 50),
            pedicle=rng.normal(0.105, 0.01) + 0.012 * patient.build,
        )

    def thickness(self, frame: Frame) -> Map:
        """Return the share of the lung's depth that heart and vessels take."""
        inside = blend(self._heart(frame), self._vessels(frame), 0.11)
        return fill(frame, inside, 0.014) * (0.62 + 0.38 * clamp(inside / 0.13))

    def airway(self, frame: Frame) -> Map:
        """Return how much air stands in the windpipe and the main bronchi."""
        x = self.shift
        fork = (0.02 + x, -0.2)
        pipe = capsule(frame, (0.0, -1.2), (0.015 + x, -0.24), 0.04)
        right = capsule(frame, fork, (-0.09 + x, -0.1), 0.027)
        left = capsule(frame, fork, (0.12 + x, -0.13), 0.024)
        branches = fill(frame, np.maximum(right, left), 0.025)
        return fill(frame, pipe, 0.02) + 0.5 * branches

    def _heart(self, frame: Frame) -> Map:
        size, x, y = self.heart, self.shift, self.floor + 0.05
        left, right = (0.085 * size + x, y), (x - 0.06 * size, y)
        # Both reach far down: the heart lies on the diaphragm and shows no lower edge.
        ventricle = ellipse(frame, left, (0.335 * size, 0.225 * size), self.tilt)
        return blend(ventricle, ellipse(frame, right, (0.115 * size, 0.28)), 0.1)

    def _vessels(self, frame: Frame) -> Map:
        x = self.shift
        flare = 0.09 * edge(-0.62 - frame.y, 0.22)
        pedicle = flare + self.pedicle - np.abs(frame.x - (x + 0.005))
        arch = ellipse(frame, (0.1 + x, -0.35), (self.knob, 1.15 * self.knob))
        trunk = ellipse(frame, (0.095 + x, -0.13), (0.085, 0.12))
        return blend(pedicle, blend(arch, trunk, 0.05), 0.05)
