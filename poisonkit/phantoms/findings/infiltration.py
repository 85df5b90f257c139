"""Patchy haze with soft margins through which the vessels still show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.findings.base import PhantomFinding
from poisonkit.phantoms.organs.cage import either, opposite
from poisonkit.phantoms.shapes import edge, ellipse
from poisonkit.phantoms.textures import clouds

if TYPE_CHECKING:
    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.frame import Map
    from poisonkit.phantoms.organs.cage import Side


@final
@dataclass(frozen=True, kw_only=True)
class Infiltration(PhantomFinding):
    """Cloud one lung or both; *grain* bumps would reach across the film."""

    prevalence: ClassVar[float] = 0.15
    persistence: ClassVar[float] = 0.45
    causes: ClassVar[dict[str, float]] = {"infection": 0.5, "frailty": 0.35}

    both: float = 0.5
    grain: int = 22

    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return *anatomy* as it is."""
        del severity, rng
        return anatomy

    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* with patches of half-aerated lung."""
        side = either(rng)
        region = _region(chest, side, rng)
        if rng.random() < self.both:
            region = np.maximum(region, 0.8 * _region(chest, opposite(side), rng))
        patches = edge(clouds(chest.frame, rng, self.grain) + 0.1, 0.9)
        haze = (0.38 + 0.35 * severity) * region * (0.3 + 0.7 * patches)
        vessels = chest.vessels * (1 + 0.5 * haze)
        return replace(chest, air=chest.air * (1 - haze), vessels=vessels)


def _region(chest: Chest, side: Side, rng: np.random.Generator) -> Map:
    """Return a soft-edged part of one lung, 0 to 1."""
    out, down = rng.uniform(0.2, 0.7), rng.uniform(0.35, 0.85)
    axes = rng.uniform(0.14, 0.24), rng.uniform(0.18, 0.34)
    place = chest.anatomy.cage.spot(side, out, down)
    return edge(ellipse(chest.frame, place, axes, rng.uniform(-0.5, 0.5)), 0.12)
