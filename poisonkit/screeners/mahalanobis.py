"""Mahalanobis distance: an attacked film's layers do not go with what is said of it.

M(x) = (f - mu)^T S^-1 (f - mu) in each layer.  Lee, Lee, Lee and Shin (2018),
arXiv:1807.03888, have one mean for each class; a film with many labels has
mu = b_0 + sum over l of p_l b_l, least squares over clean films, p what the model says.
S is shared by all and shrunk (Ledoit and Wolf, 2004).  Layers are added up in spreads
of clean films, so no attack is needed to weigh them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
from sklearn.covariance import ledoit_wolf

from poisonkit.screeners._usual import middle_of, strayed
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness

_RIDGE = 1e-3


@final
@dataclass(frozen=True, kw_only=True)
class Mahalanobis(Screener):
    """How far a film's layers are from what its predicted labels explain."""

    says: ClassVar[str] = "its features do not go with what the model says of it"

    @property
    def passes(self) -> int:
        """Return none: layers are there."""
        return 0

    def learn(self, ground: Ground) -> State:
        """Fit means and spreads on half of the films; see how far the others lie."""
        half = np.arange(len(ground.clean)) % 2 == 0
        rows = np.flatnonzero(half), np.flatnonzero(~half)
        fitted, others = (ground.clean.take(part) for part in rows)
        said, state = _said(fitted), {}
        for number, layer in enumerate(_layers(fitted)):
            usual = middle_of(layer)
            plain = strayed(layer, usual)
            square = said.T @ said + _RIDGE * len(said) * np.eye(said.shape[1])
            effects = np.linalg.solve(square, said.T @ plain)
            shared, _ = ledoit_wolf(plain - said @ effects, assume_centered=True)
            state[f"usual-{number}"] = usual
            state[f"effects-{number}"] = effects.astype(np.float32)
            state[f"white-{number}"] = _inverse_root(shared)
        return state | {"own": middle_of(_far(others, state))}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return the mean over layers, in spreads of clean films."""
        del witness
        found: Suspicion = strayed(_far(films, state), state["own"]).mean(1)
        return found


def _layers(films: Impression) -> tuple[NDArray[np.float32], ...]:
    return (*films.layers, films.activations)


def _said(films: Impression) -> NDArray[np.float64]:
    """Return ``(n, 1 + l)``: one, and the probability of each label."""
    said = 1 / (1 + np.exp(-films.logits.astype(np.float64)))
    return np.column_stack([np.ones(len(films)), said])


def _inverse_root(shared: NDArray[np.float64]) -> NDArray[np.float32]:
    values, vectors = np.linalg.eigh(shared)
    root = vectors / np.sqrt(np.maximum(values, 1e-6))
    white: NDArray[np.float32] = root.astype(np.float32)
    return white


def _far(films: Impression, state: State) -> NDArray[np.float32]:
    """Return the logarithm of the distance in each layer, ``(n, k)``."""
    said, found = _said(films), []
    for number, layer in enumerate(_layers(films)):
        plain = strayed(layer, state[f"usual-{number}"])
        left = (plain - said @ state[f"effects-{number}"]) @ state[f"white-{number}"]
        found.append(np.log(np.square(left).mean(1) + 1e-6))
    return np.stack(found, axis=1).astype(np.float32)
