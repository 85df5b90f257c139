"""SCALE-UP: a trigger's label stays when contrast is driven up.

Guo et al. (2023), arXiv:2302.03251, multiply pixels by 3 to 11, which turns a
radiograph white.  Here pixels move away from the film's median instead, and not as far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.errors import BadParameterError
from poisonkit.screeners._persistence import left, usually
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness


@final
@dataclass(frozen=True, kw_only=True)
class ScaleUp(Screener):
    """How well a film's labels survive more and more contrast."""

    says: ClassVar[str] = "its label stays when contrast is driven up"
    usual: ClassVar[bool] = False

    copies: int = 3
    most: float = 4.0
    """The largest factor; those of the copies grow evenly from 1."""

    def __post_init__(self) -> None:
        """Refuse what scales nothing."""
        if self.copies < 1 or self.most <= 1:
            raise BadParameterError(
                f"scale_up needs a copy and a factor above 1, got "
                f"copies={self.copies}, most={self.most}"
            )

    @property
    def passes(self) -> int:
        """Return one for each copy."""
        return self.copies

    def learn(self, ground: Ground) -> State:
        """Keep what clean films keep."""
        return {"kept": usually(self._margins(ground.few, ground.witness))}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return how much more than usual is left of a label."""
        return left(films, self._margins(films, witness), state["kept"])

    def _margins(
        self, films: Impression, witness: Witness
    ) -> list[NDArray[np.float32]]:
        images = witness.images(films.films)
        middle = images.flatten(1).median(1).values[:, None, None, None]
        step = (self.most - 1) / self.copies
        factors = [1 + step * (number + 1) for number in range(self.copies)]
        return [
            witness.margins((middle + factor * (images - middle)).clamp(0, 1))
            for factor in factors
        ]
