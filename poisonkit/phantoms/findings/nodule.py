"""Round opacities of up to 3 cm, one to three of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.findings.base import PhantomFinding
from poisonkit.phantoms.organs.cage import either
from poisonkit.phantoms.shapes import ellipse, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.frame import Map


@final
@dataclass(frozen=True, kw_only=True)
class Nodule(PhantomFinding):
    """Put small balls of a radius from *least* to *most* into the lungs."""

    prevalence: ClassVar[float] = 0.1
    persistence: ClassVar[float] = 0.93
    causes: ClassVar[dict[str, float]] = {"tumour": 0.75}

    least: float = 0.035
    most: float = 0.06

    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return *anatomy* as it is."""
        del severity, rng
        return anatomy

    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* with small dense balls."""
        radius = self.least + (self.most - self.least) * severity
        dense = np.zeros(chest.frame.shape, np.float32)
        for _ in range(int(rng.integers(1, 4))):
            dense = np.maximum(dense, _ball(chest, radius, rng))
        return replace(chest, vessels=chest.vessels + dense * chest.lungs.inside)


def _ball(chest: Chest, radius: float, rng: np.random.Generator) -> Map:
    """Return the density of one nodule of about *radius*."""
    side, out, down = either(rng), rng.uniform(0.2, 0.85), rng.uniform(0.15, 0.9)
    radius *= rng.uniform(0.8, 1.0)
    axes = radius, radius * rng.uniform(0.85, 1.05)
    place = chest.anatomy.cage.spot(side, out, down)
    inside = ellipse(chest.frame, place, axes, rng.uniform(-1.5, 1.5))
    return rng.uniform(0.22, 0.36) * fill(chest.frame, inside + 0.004, 0.012)
