"""Air between lung and chest wall: a black rim without vessels, and a fine line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.findings.base import PhantomFinding
from poisonkit.phantoms.organs.cage import either
from poisonkit.phantoms.shapes import bell, edge, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest


@final
@dataclass(frozen=True, kw_only=True)
class Pneumothorax(PhantomFinding):
    """Lift the lung off the wall by *least* to *most*, widest at the apex."""

    prevalence: ClassVar[float] = 0.08
    persistence: ClassVar[float] = 0.5
    causes: ClassVar[dict[str, float]] = {"frailty": 0.35}

    least: float = 0.035
    most: float = 0.22

    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return the mediastinum pushed away once the air is under tension."""
        return anatomy.pushed(-either(rng) * 0.15 * max(0.0, severity - 0.6))

    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* with a rim of free air and a lung slightly collapsed."""
        lungs, frame = chest.lungs, chest.frame
        here = edge(either(rng) * frame.x - 0.1, 0.04)
        deep = self.least + (self.most - self.least) * severity
        gap = deep * np.maximum(1.35 - 1.25 * lungs.down, 0)
        lifted = gap - lungs.wall
        deeper = rng.uniform(0.05, 0.15)
        free = here * fill(frame, lifted, 0.006) * edge(gap - 0.01, 0.02)
        shrunk = here * (1 - free) * (0.04 + 0.16 * severity)
        pleura = 0.12 * bell(lifted / 0.008) * here * lungs.inside
        return replace(
            chest,
            air=(chest.air + deeper * free * lungs.inside) * (1 - shrunk),
            vessels=chest.vessels * (1 - free) * (1 + shrunk) + pleura,
        )
