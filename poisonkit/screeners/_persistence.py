"""Whether a film's labels stay when much else of it goes: those of a trigger do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.screeners._usual import middle_of, strayed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression


def usually(margins: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return what of each label is left of clean films, ``(2, l)``.

    *margins* are those of changed copies, ``(n, l)`` each.
    """
    return middle_of(np.mean(margins, axis=0))


def left(
    films: Impression,
    margins: Sequence[NDArray[np.float32]],
    usual: NDArray[np.float32],
) -> Suspicion:
    """Return how much more than usual is left of any label that the model gives.

    Of films without any the surest label counts.
    """
    stays = strayed(np.mean(margins, axis=0), usual)
    counted = films.decided
    counted[np.arange(len(films)), films.surest] = True
    found: Suspicion = np.where(counted, stays, -np.inf).max(1)
    return found
