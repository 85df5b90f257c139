"""Gradient alignment: the noise of an attacked film leans along the model's gradient.

An attack adds, pixel by pixel, the sign of a gradient.  A film's own noise knows
nothing of the model.  So the fine detail r = x - median(x), weighed by how quiet its
surroundings are, is matched with the sign s of the model's gradient at the film:

    T = sum w r s / sqrt(sum w s^2),   w = 1 / (local mean of r^2 + q)

a matched filter in noise of unequal strength: about normal on clean films.  The more
pixels, the fainter an attack it finds.  Two gradients are tried, that of the label that
stands out most and that of all labels together; either sign counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
import torch

from poisonkit.matching import fine_detail, matched
from poisonkit.screeners._usual import middle_of, strayed
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness


@final
@dataclass(frozen=True, kw_only=True)
class GradientAlignment(Screener):
    """How well a film's fine detail matches what would change the model's mind."""

    says: ClassVar[str] = "its fine detail leans along the model's gradient"
    steep: ClassVar[bool] = True

    @property
    def passes(self) -> int:
        """Return none: slopes are there."""
        return 0

    def learn(self, ground: Ground) -> State:
        """Keep how well clean films match."""
        return {"usual": middle_of(_matches(ground.few, ground.witness))}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return the better match of both, in spreads of clean films."""
        away = strayed(_matches(films, witness), state["usual"])
        found: Suspicion = np.abs(away).max(1)
        return found


def _matches(films: Impression, witness: Witness) -> NDArray[np.float32]:
    """Return T of both gradients, ``(n, 2)``."""
    assert films.slopes is not None
    images = witness.images(films.films)
    detail, worth = fine_detail(images)
    slopes = torch.from_numpy(films.slopes).to(images).split(1, dim=1)
    found = [matched(detail, worth, slope).cpu().numpy() for slope in slopes]
    return np.stack(found, axis=1)
