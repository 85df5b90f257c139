"""A lobe full of fluid: dense, bounded by a fissure, with open bronchi inside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.phantoms.findings.base import PhantomFinding
from poisonkit.phantoms.organs.cage import either
from poisonkit.phantoms.shapes import edge
from poisonkit.phantoms.textures import clouds

if TYPE_CHECKING:
    import numpy as np

    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.frame import Map


@final
@dataclass(frozen=True, kw_only=True)
class Consolidation(PhantomFinding):
    """Fill a part of one lung, above or below a fissure."""

    prevalence: ClassVar[float] = 0.1
    persistence: ClassVar[float] = 0.4
    causes: ClassVar[dict[str, float]] = {"infection": 0.65, "frailty": 0.25}

    upper: float = 0.35
    """Share of patients whose fissure is the lower border."""
    bronchogram: float = 1.6
    """How dark the bronchi are, in terms of the vessels they run with."""

    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return *anatomy* as it is: a full lobe keeps its volume."""
        del severity, rng
        return anatomy

    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* with a solid lobe."""
        side, upwards = either(rng), rng.random() < self.upper
        lobe = _lobe(chest, -1 if upwards else 1, severity, rng) * chest.half(side)
        solid = lobe * chest.lungs.inside * (0.4 + 0.4 * severity)
        # Bronchi run with the vessels: where these were bright, it now is dark.
        branches = chest.vessels * (1 - (1 + self.bronchogram) * solid)
        return replace(chest, air=chest.air * (1 - solid), vessels=branches)


def _lobe(
    chest: Chest, direction: int, severity: float, rng: np.random.Generator
) -> Map:
    """Return a zone, 0 to 1, that is sharp at its fissure and ragged elsewhere."""
    lungs, ragged = chest.lungs, 0.04 * clouds(chest.frame, rng, 10)
    fissure = rng.uniform(0.4, 0.62) + 0.12 * (lungs.out - 0.5)
    past = (lungs.down - fissure) * direction
    inner, outer = rng.uniform(-0.2, 0.35), rng.uniform(0.85, 1.3)
    lobe = edge(past, 0.012) * edge(0.2 + 0.18 * severity - past + ragged, 0.13)
    lobe *= edge(lungs.out - inner + ragged, 0.12)
    return lobe * edge(outer - lungs.out + ragged, 0.12)
