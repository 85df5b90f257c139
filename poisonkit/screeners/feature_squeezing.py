"""Feature squeezing: what a film is said to show should survive a slight blur.

score = max over squeezers s and labels l of |z_l(x) - z_l(s(x))|, each in spreads of
clean films.  Xu, Evans and Qi (2018), arXiv:1704.01155, compare probabilities, and
squeeze grey levels, too: on radiographs that added nothing to two medians, so it is not
done unless *bits* are given.

A median over 5 x 5 pixels also wipes out a trigger of 3 x 3: 9 of 25 are the minority.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.blurs import median
from poisonkit.errors import BadParameterError
from poisonkit.screeners._usual import middle_of, strayed
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness

_MOST_BITS = 16


@final
@dataclass(frozen=True, kw_only=True)
class FeatureSqueezing(Screener):
    """How much of what is said of a film goes with fewer grey levels, or a median."""

    says: ClassVar[str] = "what it shows does not survive a slight blur"

    bits: int = 0
    """Of the grey levels of another copy; 0: without."""

    small: int = 3
    """Pixels a side of a median, odd; 1: without."""

    large: int = 5

    def __post_init__(self) -> None:
        """Refuse what squeezes nothing."""
        sides = self.small, self.large
        if not 0 <= self.bits <= _MOST_BITS or any(s < 1 or s % 2 == 0 for s in sides):
            raise BadParameterError(
                f"bits lie between 0 and {_MOST_BITS}, and medians have odd sides, got "
                f"bits={self.bits}, small={self.small}, large={self.large}"
            )
        if not self.passes:
            raise BadParameterError("feature_squeezing without a squeezer")

    @property
    def passes(self) -> int:
        """Return one for each squeezed copy."""
        return (self.bits > 0) + sum(side > 1 for side in (self.small, self.large))

    def learn(self, ground: Ground) -> State:
        """Keep how much clean films change."""
        return {"usual": middle_of(self._lost(ground.few, ground.witness))}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return the largest change, in spreads of clean films'."""
        lost = strayed(self._lost(films, witness), state["usual"])
        found: Suspicion = np.abs(lost).max(1)
        return found

    def _lost(self, films: Impression, witness: Witness) -> NDArray[np.float32]:
        """Return ``(n, squeezers * l)``: margins less those of squeezed copies."""
        images = witness.images(films.films)
        squeezed = [median(images, s) for s in (self.small, self.large) if s > 1]
        if self.bits:
            levels = 2**self.bits - 1
            squeezed.append((images * levels).round() / levels)
        lost = [films.margins - witness.margins(each) for each in squeezed]
        return np.concatenate(lost, axis=1)
