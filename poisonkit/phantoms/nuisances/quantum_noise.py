"""Quantum noise: where little of the beam arrives, the film is grainy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.nuisances.base import Nuisance

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.study import View


@final
@dataclass(frozen=True, kw_only=True)
class QuantumNoise(Nuisance):
    """Add noise that grows with brightness, between *least* and *most*."""

    order: ClassVar[int] = 50

    least: float = 0.005
    most: float = 0.016

    def rate(self, view: View) -> float:
        """Return 1: every film has noise."""
        del view
        return 1.0

    def apply(
        self, image: Map, frame: Frame, view: View, rng: np.random.Generator
    ) -> Map:
        """Return *image* with independent noise in every pixel."""
        del view
        # A smaller pixel catches fewer quanta; detectors soften that at the finest.
        finer = min(1.5, (0.02 / frame.pixel) ** 0.5)
        level = rng.uniform(self.least, self.most) * finer
        noise = rng.standard_normal(frame.shape, dtype=np.float32)
        grainy: Map = image + level * (0.3 + image) * noise
        return grainy
