"""Innocent films like those of a group: seen from as many sides, with as much else.

Who has one disease has others, and lies in bed for the film.  What sets such films
apart would accuse any label of the sick, were it compared with films of the well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.dataset import CxrDataset

_VIEW = "view"
_MOST = 2
"""Other findings; more are as many."""

_FARTHEST = 4.0
"""Times that a film may be likelier than another one, lest a few are always drawn."""


def odds_of(
    data: CxrDataset, column: int, group: Rows, innocent: Rows
) -> NDArray[np.float64]:
    """Return how likely to draw each of *innocent*, ``(m,)``, summing to 1.

    Films drawn so have the views, and the number of findings beside the label in
    *column*, of the films in *group*, as far as there are such films.
    """
    kinds, place = np.unique(_kinds(data, column), axis=0, return_inverse=True)
    there, here = (
        np.bincount(place.ravel()[rows], minlength=len(kinds)) + 1.0
        for rows in (group, innocent)
    )
    ratio = there / here * (here.sum() / there.sum())
    weights = np.clip(ratio, 1 / _FARTHEST, _FARTHEST)[place.ravel()[innocent]]
    found: NDArray[np.float64] = weights / weights.sum()
    return found


def _kinds(data: CxrDataset, column: int) -> NDArray[np.int64]:
    """Return a view and a number of other findings for each film, ``(n, 2)``."""
    others = np.delete(data.labels, column, axis=1)
    findings = np.minimum((others == 1).sum(axis=1), _MOST)
    views = np.array(data.meta.get(_VIEW, [""] * len(data)))
    return np.stack([np.unique(views, return_inverse=True)[1], findings], axis=1)
