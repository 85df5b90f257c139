"""The spine: a column of vertebrae behind the heart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, final

import numpy as np

from poisonkit.phantoms.shapes import bell, edge, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map


@final
@dataclass(frozen=True, kw_only=True)
class Spine:
    """Bodies, discs, pedicles and spinous processes, all of one period."""

    density: float
    spacing: float
    phase: float
    """Where in its period the column is at y = 0, from 0 to 1."""

    @classmethod
    def draw(cls, age: int, rng: np.random.Generator) -> Self:
        """Return the spine of a patient of *age*; old bone is thin."""
        return cls(
            density=rng.normal(0.075, 0.01) - 0.0003 * (age - 50),
            spacing=rng.normal(0.125, 0.004),
            phase=rng.uniform(0, 1),
        )

    def bone(self, frame: Frame) -> Map:
        """Return the density of the spine, (h, w)."""
        out = np.abs(frame.x)
        turns = frame.y / self.spacing + self.phase
        high = np.abs(turns - np.floor(turns) - 0.5)  # 0 mid vertebra, 0.5 in a disc
        body = fill(frame, 0.07 + 0.012 * frame.y - out, 0.025)
        plate = 0.3 * edge(0.42 - high, 0.05)
        pedicle = 0.5 * bell((out - 0.052) / 0.014) * bell((high - 0.12) / 0.13)
        process = 0.35 * fill(frame, 0.012 - out, 0.01) * edge(high - 0.2, 0.1)
        return self.density * (body * (0.75 + plate) + pedicle + process)
