"""Words burnt into the picture: how and when it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.nuisances.base import Nuisance
from poisonkit.phantoms.strokes import Lettering

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.study import View

WORDS = {"PA": ("ERECT", "PA", "CHEST"), "AP": ("PORTABLE", "SUPINE", "AP", "ERECT")}


@final
@dataclass(frozen=True, kw_only=True)
class BurntWords(Nuisance):
    """Write a word, and under it sometimes a made-up time."""

    order: ClassVar[int] = 70

    seated: float = 0.15
    in_bed: float = 0.3
    timed: float = 0.4

    def rate(self, view: View) -> float:
        """Return the share of films with words."""
        return self.in_bed if view == "AP" else self.seated

    def apply(
        self, image: Map, frame: Frame, view: View, rng: np.random.Generator
    ) -> Map:
        """Return *image* with letters brighter than anything in the patient."""
        height, turn = rng.uniform(0.035, 0.06), rng.normal(0, 0.02)
        x = rng.choice([-1, 1]) * rng.uniform(0.55, 0.7) * frame.aspect
        y = rng.choice([-1, 1]) * rng.uniform(0.82, 0.94)
        lines = [str(rng.choice(WORDS[view]))]
        if rng.random() < self.timed:
            lines.append(f"{rng.integers(24):02d}:{rng.integers(60):02d}")
        ink = np.zeros(frame.shape, np.float32)
        for index, text in enumerate(lines):
            centre = (float(x), float(y - np.sign(y) * index * 1.6 * height))
            word = Lettering(text=text, centre=centre, height=height, turn=turn)
            ink = np.maximum(ink, word.ink(frame))
        bright = rng.uniform(0.9, 1.0)
        return image + (bright - image) * ink
