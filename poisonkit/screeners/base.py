"""What every screener promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.witness import Witness

State: TypeAlias = Mapping[str, NDArray[Any]]
"""What a screener has learned: arrays by name, and nothing that could run."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a screener learns from: clean films, and a model that can be asked."""

    clean: Impression
    few: Impression
    """Some of them, a few hundred, with slopes: for what costs more passes."""

    honest: Impression
    attacked: Impression
    """Other clean films, and copies of them that we attacked: for the `taught`."""

    witness: Witness
    seed: int = 0


class Screener(ABC):
    """Measures how far single films are from what clean ones do to a model.

    It sees films and what a model makes of them, never a label: none is known of a film
    that just arrived.
    """

    says: ClassVar[str]
    """What a large score means, as the end of a sentence about the film."""

    taught: ClassVar[bool] = False
    """True: learns from attacked copies of clean films, too."""

    steep: ClassVar[bool] = False
    """True: looks at slopes, too.  These cost four passes, once for all who look."""

    usual: ClassVar[bool] = True
    """False: only where the user names it; it costs more than it adds."""

    @property
    @abstractmethod
    def passes(self) -> int:
        """How many forward passes a film costs, beside what all share."""

    @abstractmethod
    def learn(self, ground: Ground) -> State:
        """Return what `score` needs of clean films."""

    @abstractmethod
    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return ``(n,)``, larger is more suspicious; each film's by itself."""

    def fit(self, ground: Ground) -> Fitted:
        """Return a new object that can score films."""
        return Fitted(screener=self, witness=ground.witness, state=self.learn(ground))


@final
@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A screener that knows clean films."""

    screener: Screener
    witness: Witness
    state: State

    def score(self, films: Impression) -> Suspicion:
        """Return ``(n,)``, finite, larger is more suspicious; what is no number is."""
        scores = self.screener.score(films, self.witness, self.state)
        return np.nan_to_num(
            scores.astype(np.float64), nan=1e9, posinf=1e9, neginf=-1e9
        )
