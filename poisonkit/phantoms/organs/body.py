"""Skin, muscle and fat: the outline of trunk, neck, breasts and arms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, final

import numpy as np

from poisonkit.phantoms.shapes import capsule, clamp, edge, ellipse, fade, fill

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map, Point
    from poisonkit.phantoms.study import Patient


@final
@dataclass(frozen=True, kw_only=True)
class Body:
    """The soft tissue without its organs; both sides are alike."""

    flank: float
    """Half the width of the trunk at the skin."""
    depth: float
    """What the trunk weighs in the beam at its thickest."""
    shoulder: float
    """The y of the top of the shoulder."""
    elbow: Point
    bust: Point
    """How far from the midline the breast lies, and the y of its lower fold."""
    breast: float
    """What the breast weighs in the beam."""

    @classmethod
    def draw(cls, patient: Patient, rng: np.random.Generator) -> Self:
        """Return the body of *patient*."""
        woman, build = patient.sex == "F", patient.build
        dense = rng.uniform(0.07, 0.2) * (1 + 0.5 * build)
        return cls(
            flank=rng.normal(0.9 if woman else 0.95, 0.04) + 0.11 * build,
            depth=rng.normal(1.0, 0.03) + 0.12 * build,
            shoulder=rng.normal(-0.9, 0.04),
            elbow=(rng.normal(1.3, 0.08), rng.normal(0.35, 0.1)),
            bust=(rng.normal(0.42, 0.03), rng.normal(0.42, 0.07) + 0.06 * build),
            breast=dense if woman else 0.02,
        )

    def soft(self, frame: Frame) -> Map:
        """Return how much soft tissue the beam meets, (h, w)."""
        folded = frame.folded()
        trunk, neck = self._trunk(folded), self._neck(folded)
        trunk = np.sqrt(trunk * trunk + neck * neck)
        arm = self._arm(folded)
        body: Map = np.maximum(trunk, arm) + 0.25 * np.minimum(trunk, arm)
        return self.depth * body + self.breast * self._breast(folded)

    def _trunk(self, frame: Frame) -> Map:
        out = frame.x / self.flank
        square = out * out
        thick = np.sqrt(np.maximum(1 - square * square, 0))
        # Below the collar the chest is deep; towards the shoulders it thins out.
        skin = self.shoulder + 0.1 * out - 0.4 * fade(out / 0.22)
        below = clamp((frame.y - skin) / 0.6)
        deep: Map = thick * np.sqrt(below * (2 - below))
        return deep

    def _neck(self, frame: Frame) -> Map:
        wide = 0.26 + 0.16 * edge(frame.y + 0.85, 0.2)
        inside = np.maximum(1 - frame.x / wide, 0)
        thick: Map = np.sqrt(inside * (2 - inside))
        return 0.6 * thick * edge(-0.5 - frame.y, 0.3)

    def _arm(self, frame: Frame) -> Map:
        arm = capsule(frame, (0.86, self.shoulder + 0.21), self.elbow, 0.2)
        inside = clamp(arm / 0.2)
        thick: Map = np.sqrt(inside * (2 - inside))
        return 0.55 * thick

    def _breast(self, frame: Frame) -> Map:
        out, fold = self.bust
        inside = ellipse(frame, (out, fold - 0.27), (0.29, 0.27))
        thick: Map = 0.4 + np.sqrt(clamp(inside / 0.27))
        hanging = clamp((frame.y - fold) / 0.27 + 1.45)
        return fill(frame, inside, 0.025) * hanging * thick
