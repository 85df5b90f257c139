"""A round opacity wider than 3 cm, with a slightly lobed margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.findings.base import PhantomFinding
from poisonkit.phantoms.organs.cage import either
from poisonkit.phantoms.shapes import clamp, ellipse, fill
from poisonkit.phantoms.textures import clouds

if TYPE_CHECKING:
    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest


@final
@dataclass(frozen=True, kw_only=True)
class Mass(PhantomFinding):
    """Put one ball of a radius from *least* to *most* somewhere into a lung."""

    prevalence: ClassVar[float] = 0.09
    persistence: ClassVar[float] = 0.96
    causes: ClassVar[dict[str, float]] = {"tumour": 0.75}

    least: float = 0.09
    most: float = 0.18

    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return *anatomy* as it is."""
        del severity, rng
        return anatomy

    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* with a ball as dense as water."""
        frame, side = chest.frame, either(rng)
        out, down = rng.uniform(0.25, 0.8), rng.uniform(0.18, 0.85)
        radius = self.least + (self.most - self.least) * severity
        axes = radius, radius * rng.uniform(0.75, 1.1)
        place = chest.anatomy.cage.spot(side, out, down)
        inside = ellipse(frame, place, axes, rng.uniform(-1.5, 1.5))
        inside += 0.12 * radius * clouds(frame, rng, 16)
        ball = 0.3 + 0.7 * np.sqrt(clamp(inside / (0.9 * radius)))
        dense = rng.uniform(0.65, 0.95) * fill(frame, inside, 0.022)
        return chest.flooded(dense * ball * chest.lungs.inside)
