"""Joint energy: how much the labels of a film add up to.

E(x) = sum over l of log(1 + exp z_l).  Wang, Liu, Bocchieri and Li (2021), "Can
multi-label classification networks know what they don't know?", NeurIPS.

They ask for low energy, of unknown kinds of images; an attack that turns labels on has
high energy.  So the distance from the usual counts, on either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness


@final
@dataclass(frozen=True, kw_only=True)
class JointEnergy(Screener):
    """How unusual the sum of all that is said of a film is."""

    says: ClassVar[str] = "its labels add up to unusually much or little"
    usual: ClassVar[bool] = False

    @property
    def passes(self) -> int:
        """Return none: logits are there."""
        return 0

    def learn(self, ground: Ground) -> State:
        """Keep middle and spread of the logarithm, either side for itself."""
        logs = _log_energy(ground.clean)
        low, middle, high = np.quantile(logs, [0.16, 0.5, 0.84])
        return {"usual": np.array([middle, middle - low, high - middle]) + 1e-9}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return how many spreads the energy lies from its middle."""
        del witness
        middle, below, above = state["usual"]
        away = _log_energy(films) - middle
        found: Suspicion = np.where(away > 0, away / above, -away / below)
        return found


def _log_energy(films: Impression) -> NDArray[np.float64]:
    energy = np.logaddexp(0, films.logits.astype(np.float64)).sum(1)
    logs: NDArray[np.float64] = np.log(energy)
    return logs
