"""Fluid in the pleural space: a blunted angle, a meniscus, a white base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.findings.base import PhantomFinding
from poisonkit.phantoms.organs.cage import either, opposite
from poisonkit.phantoms.shapes import edge, fade

if TYPE_CHECKING:
    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.frame import Map
    from poisonkit.phantoms.organs.cage import Side


@final
@dataclass(frozen=True, kw_only=True)
class Effusion(PhantomFinding):
    """Fill one base or both up to a level that climbs the chest wall."""

    prevalence: ClassVar[float] = 0.15
    persistence: ClassVar[float] = 0.7
    causes: ClassVar[dict[str, float]] = {
        "failure": 0.5,
        "infection": 0.35,
        "frailty": 0.45,
        "tumour": 0.15,
    }

    both: float = 0.3
    """Share of patients with fluid on both sides, less of it on the second."""
    push: float = 0.07
    """How far a large effusion of one side pushes the mediastinum."""

    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return the mediastinum pushed away by a large effusion of one side."""
        side = either(rng)
        if rng.random() < self.both:
            return anatomy
        return anatomy.pushed(-side * self.push * max(0.0, severity - 0.5))

    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* with fluid in place of air."""
        side, both = either(rng), rng.random() < self.both
        haze = rng.uniform(0.025, 0.07)
        wet = _pool(chest, side, severity * rng.uniform(0.8, 1.1), haze)
        if both:
            less = severity * rng.uniform(0.4, 0.6)
            wet = np.maximum(wet, _pool(chest, opposite(side), less, haze))
        wet *= edge(chest.lungs.wall, 0.015)
        return replace(chest, soft=chest.soft + 0.1 * wet).flooded(0.97 * wet)


def _pool(chest: Chest, side: Side, much: float, haze: float) -> Map:
    """Return the fluid of *side*, 0 to 1."""
    cage = chest.anatomy.cage
    angle = cage.top(side) + cage.fall
    climb = 0.16 * fade(np.maximum(chest.lungs.wall, 0) / 0.07)
    level = angle - 0.04 - 0.48 * much - climb
    return edge(chest.frame.y - level, haze) * chest.half(side)
