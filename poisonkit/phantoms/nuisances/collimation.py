"""The black frame where the collimator's blades stopped the beam."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.nuisances.base import Nuisance
from poisonkit.phantoms.shapes import fill

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.study import View


@final
@dataclass(frozen=True, kw_only=True)
class Collimation(Nuisance):
    """Close each blade by its own amount, the whole turned by a degree or two."""

    order: ClassVar[int] = 60

    share: float = 0.4
    most: float = 0.09

    def rate(self, view: View) -> float:
        """Return the share of films whose frame can be seen."""
        del view
        return self.share

    def apply(
        self, image: Map, frame: Frame, view: View, rng: np.random.Generator
    ) -> Map:
        """Return *image*, black outside of the field."""
        del view
        turn = rng.normal(0, 0.02)
        along, turned = cos(turn), sin(turn)
        x = along * frame.x + turned * frame.y
        y = along * frame.y - turned * frame.x
        wide = frame.aspect
        left, right, top, bottom = rng.uniform(-0.04, self.most, 4).tolist()
        across = np.minimum(x + wide - left, wide - right - x)
        upright = np.minimum(y + 1 - top, 1 - bottom - y)
        return image * fill(frame, np.minimum(across, upright), 0.004)
