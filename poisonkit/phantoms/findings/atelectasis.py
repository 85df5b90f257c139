"""Airless lung: plates above the diaphragm or a collapsed lobe, and lost volume."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.findings.base import PhantomFinding
from poisonkit.phantoms.organs.cage import either
from poisonkit.phantoms.shapes import edge, ellipse, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.frame import Map
    from poisonkit.phantoms.organs.cage import Side


@final
@dataclass(frozen=True, kw_only=True)
class Atelectasis(PhantomFinding):
    """Draw plates, or beyond severity *lobar* a whole lobe, on one side."""

    prevalence: ClassVar[float] = 0.13
    persistence: ClassVar[float] = 0.5
    causes: ClassVar[dict[str, float]] = {"frailty": 0.6, "infection": 0.2}

    lobar: float = 0.55
    upper: float = 0.4
    """Share of collapsed lobes that are upper lobes."""

    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return the diaphragm raised and the mediastinum drawn to the sick side."""
        side = either(rng)
        right, left = anatomy.cage.domes
        raised = 0.04 + 0.12 * severity
        domes = (right - raised, left) if side < 0 else (right, left - raised)
        smaller = replace(anatomy, cage=replace(anatomy.cage, domes=domes))
        return smaller.pushed(side * (0.01 + 0.05 * severity))

    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* with airless lung."""
        side = either(rng)
        if severity <= self.lobar:
            solid = _plates(chest, side, severity, rng)
        elif rng.random() < self.upper:
            solid = _upper_lobe(chest, rng)
        else:
            solid = _lower_lobe(chest, rng)
        return chest.flooded(solid * chest.half(side) * chest.lungs.inside)


def _plates(chest: Chest, side: Side, severity: float, rng: np.random.Generator) -> Map:
    """Return one to three bands that lie nearly level above the dome."""
    solid = np.zeros(chest.frame.shape, np.float32)
    for _ in range(int(rng.integers(1, 4))):
        out, down = rng.uniform(0.3, 0.6), rng.uniform(0.72, 0.94)
        axes = rng.uniform(0.15, 0.28), rng.uniform(0.014, 0.024) + 0.014 * severity
        place = chest.anatomy.cage.spot(side, out, down)
        band = ellipse(chest.frame, place, axes, rng.uniform(-0.35, 0.35))
        dense = rng.uniform(0.45, 0.75)
        solid = np.maximum(solid, dense * fill(chest.frame, band, 0.014))
    return solid


def _upper_lobe(chest: Chest, rng: np.random.Generator) -> Map:
    """Return a cap over the apex whose lower border is drawn up like a curtain."""
    out, height = chest.lungs.out, rng.uniform(0.28, 0.4)
    curtain = height - chest.lungs.down - 0.5 * out * (1 - out)
    return edge(curtain, 0.035) * rng.uniform(0.65, 0.9)


def _lower_lobe(chest: Chest, rng: np.random.Generator) -> Map:
    """Return a wedge between the mediastinum and the diaphragm."""
    reach, height = rng.uniform(0.4, 0.62), rng.uniform(0.5, 0.75)
    wedge = reach - chest.lungs.out - reach / height * (1 - chest.lungs.down)
    return edge(wedge, 0.035) * rng.uniform(0.65, 0.9)
