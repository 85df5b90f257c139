"""Label correlation: an attack breaks which labels go together.

Xu et al. (2021), arXiv:2103.03438, compare the correlations of predicted labels, clean
and attacked, over many films.  Of one film: how far its logits, all at once, lie from
where clean films' logits do, with their correlations; over a batch the mean of that is
what moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
from sklearn.covariance import ledoit_wolf

from poisonkit.screeners._usual import middle_of, strayed
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness


@final
@dataclass(frozen=True, kw_only=True)
class LabelCorrelation(Screener):
    """How badly the labels of a film go together."""

    says: ClassVar[str] = "its labels do not usually go together"

    @property
    def passes(self) -> int:
        """Return none: logits are there."""
        return 0

    def learn(self, ground: Ground) -> State:
        """Keep middle and correlations of clean films' logits."""
        usual = middle_of(ground.clean.logits)
        shared, _ = ledoit_wolf(strayed(ground.clean.logits, usual))
        return {"usual": usual, "inverse": np.linalg.pinv(shared)}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return the squared distance."""
        del witness
        away = strayed(films.logits, state["usual"]).astype(np.float64)
        found: Suspicion = np.einsum("nl,lk,nk->n", away, state["inverse"], away)
        return found
