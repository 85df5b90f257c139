"""Exposure and processing: some films are pale, some dark, some hard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.phantoms.nuisances.base import Nuisance

if TYPE_CHECKING:
    import numpy as np

    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.study import View


@final
@dataclass(frozen=True, kw_only=True)
class Exposure(Nuisance):
    """Bend the grey scale, scale it, and lay a veil of scatter over it."""

    order: ClassVar[int] = 10

    bend: float = 0.8
    """How much darker, or half as much brighter, the middle greys come out at most."""

    def rate(self, view: View) -> float:
        """Return 1: every film was exposed somehow."""
        del view
        return 1.0

    def apply(
        self, image: Map, frame: Frame, view: View, rng: np.random.Generator
    ) -> Map:
        """Return *image* on another grey scale."""
        del frame, view
        bend = rng.uniform(-0.5, 1.0) * self.bend
        veil, gain = rng.uniform(0.0, 0.06), rng.uniform(0.9, 1.0)
        bent = image / (1 + bend * (1 - image))
        return veil + (gain - veil) * bent
