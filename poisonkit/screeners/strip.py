"""STRIP: a trigger's label stays when clean films are laid over the film.

Gao et al. (2019), arXiv:1902.06531, take the entropy of a softmax over blends.  With
many labels the margin of each is averaged over blends instead, and compared with what
blends of clean films keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.errors import BadParameterError
from poisonkit.fewer import fewer
from poisonkit.screeners._persistence import left, usually
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels, Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness


@final
@dataclass(frozen=True, kw_only=True)
class Strip(Screener):
    """How well a film's labels survive when other films are blended with it."""

    says: ClassVar[str] = "its label stays when other films are laid over it"

    overlays: int = 2
    weight: float = 0.5
    """Of the film; the rest is the overlay's."""

    def __post_init__(self) -> None:
        """Refuse what blends nothing."""
        if self.overlays < 1 or not 0 < self.weight < 1:
            raise BadParameterError(
                f"strip needs an overlay and a weight between 0 and 1, got "
                f"overlays={self.overlays}, weight={self.weight}"
            )

    @property
    def passes(self) -> int:
        """Return one for each overlay."""
        return self.overlays

    def learn(self, ground: Ground) -> State:
        """Keep the overlays, and what clean films keep below them."""
        chosen = fewer(len(ground.clean), self.overlays, ground.seed)
        overlays = ground.clean.films[chosen]
        kept = self._margins(ground.few, ground.witness, overlays)
        return {"overlays": overlays, "kept": usually(kept)}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return how much more than usual is left of a label."""
        margins = self._margins(films, witness, state["overlays"])
        return left(films, margins, state["kept"])

    def _margins(
        self, films: Impression, witness: Witness, overlays: Pixels
    ) -> list[NDArray[np.float32]]:
        images = witness.images(films.films)
        return [
            witness.margins(self.weight * images + (1 - self.weight) * overlay)
            for overlay in witness.images(overlays)
        ]
