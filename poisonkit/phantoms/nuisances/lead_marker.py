"""The lead letter, L or R, that says which side is which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.nuisances.base import Nuisance
from poisonkit.phantoms.shapes import ellipse, fill
from poisonkit.phantoms.strokes import Lettering

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map, Point
    from poisonkit.phantoms.study import View


@final
@dataclass(frozen=True, kw_only=True)
class LeadMarker(Nuisance):
    """Lay a letter near a corner: bare, ringed, or cut out of a disc."""

    order: ClassVar[int] = 30

    share: float = 0.75
    high: float = 0.8
    """Share of markers above the shoulder; the others lie beside the flank."""
    bare: float = 0.5
    ringed: float = 0.25
    mirrored: float = 0.05

    def rate(self, view: View) -> float:
        """Return the share of films with a marker, whatever the view."""
        del view
        return self.share

    def apply(
        self, image: Map, frame: Frame, view: View, rng: np.random.Generator
    ) -> Map:
        """Return *image* with a letter that stops nearly all of the beam."""
        del view
        lead = self._lead(frame, self._letter(frame.aspect, rng), rng)
        lead *= rng.uniform(0.85, 1.0)
        return image + (rng.uniform(0.95, 1.05) - image) * lead

    def _letter(self, aspect: float, rng: np.random.Generator) -> Lettering:
        side = -1 if rng.integers(2) else 1
        x = side * (0.84 * aspect + rng.normal(0, 0.05))
        y = rng.normal(0.8, 0.06) * (-1 if rng.random() < self.high else 1)
        return Lettering(
            text="R" if side < 0 else "L",
            centre=(x, y),
            height=rng.uniform(0.08, 0.13),
            turn=rng.normal(0, 0.25),
            mirrored=bool(rng.random() < self.mirrored),
            weight=rng.uniform(0.08, 0.12),
        )

    def _lead(self, frame: Frame, letter: Lettering, rng: np.random.Generator) -> Map:
        """Return how much of each pixel lead covers, (h, w)."""
        ink, style = letter.ink(frame), rng.random()
        if style < self.bare:
            return ink
        centre, radius = letter.centre, letter.height * rng.uniform(0.8, 0.95)
        disc = _disc(frame, centre, radius)
        if style < self.bare + self.ringed:
            hollow: Map = np.maximum(ink, disc - _disc(frame, centre, 0.85 * radius))
            return hollow
        return disc * (1 - ink)


def _disc(frame: Frame, centre: Point, radius: float) -> Map:
    return fill(frame, ellipse(frame, centre, (radius, radius)))
