"""Local intrinsic dimensionality: attacked films have neighbours in every direction.

LID(x) = -1 / mean over i of log(r_i / r_k), r_1 ... r_k the distances to the nearest of
a fixed bank of clean films, in each layer.  Ma et al. (2018), arXiv:1801.02613.

The bank is fixed, where the published code draws a batch: so a film's score depends on
no other film.  Layers are added up in spreads of the bank's own films, each left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.fewer import fewer
from poisonkit.screeners._distances import strangers
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
class LocalDimensionality(Screener):
    """How many dimensions the neighbourhood of a film seems to have, in every layer."""

    says: ClassVar[str] = "its neighbourhood among clean films is oddly wide"
    usual: ClassVar[bool] = False

    neighbours: int = 20
    bank: int = 2000
    """Clean films, at most."""

    def __post_init__(self) -> None:
        """Refuse what no neighbourhood is."""
        if not 1 < self.neighbours < self.bank:
            raise BadParameterError(
                f"neighbours must be 2 or more, and fewer than the bank of "
                f"{self.bank}, got {self.neighbours}"
            )

    @property
    def passes(self) -> int:
        """Return none: layers are there."""
        return 0

    def learn(self, ground: Ground) -> State:
        """Keep a bank of clean films, and how they lie among each other."""
        clean = ground.clean.take(fewer(len(ground.clean), self.bank, ground.seed))
        state, own = {}, []
        for number, layer in enumerate(_layers(clean)):
            usual = middle_of(layer)
            bank = strayed(layer, usual)
            state[f"usual-{number}"], state[f"bank-{number}"] = usual, bank
            own.append(self._log(strangers(bank, bank)))
        return state | {"own": middle_of(np.stack(own, axis=1))}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return the mean over layers, in spreads of clean films."""
        del witness
        logs = []
        for number, layer in enumerate(_layers(films)):
            points = strayed(layer, state[f"usual-{number}"])
            logs.append(self._log(strangers(points, state[f"bank-{number}"])))
        found: Suspicion = strayed(np.stack(logs, axis=1), state["own"]).mean(1)
        return found

    def _log(self, far: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the logarithm of the dimension from squared distances ``(n, m)``."""
        count = min(self.neighbours, far.shape[1] - 1)
        near = np.partition(far, count - 1, axis=1)[:, :count]
        near = np.maximum(near, 1e-12)
        ratios = np.log(near / near.max(1, keepdims=True)).mean(1) / 2
        log: NDArray[np.float32] = -np.log(np.maximum(-ratios, 1e-6))
        return log


def _layers(films: Impression) -> tuple[NDArray[np.float32], ...]:
    return (*films.layers, films.activations)
