"""Innocent films like those of a group: seen from as many sides, with as much else.

Who has one disease has others, and lies in bed for the film.  What sets such films
apart would accuse any label of the sick, were it compared with films of the well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Likeness:
    """How much the films of a data set are alike, label by label."""

    data: CxrDataset

    @cached_property
    def _views(self) -> NDArray[np.int64]:
        """A number for the view of each film, ``(n,)``."""
        texts = np.array(self.data.meta.get(_VIEW, [""] * len(self.data)))
        return np.unique(texts, return_inverse=True)[1]

    @cached_property
    def _findings(self) -> NDArray[np.int64]:
        """How many labels each film has, ``(n,)``."""
        counts: NDArray[np.int64] = (self.data.labels == 1).sum(axis=1)
        return counts

    def odds(self, column: int, group: Rows, innocent: Rows) -> NDArray[np.float64]:
        """Return how likely to draw each of *innocent*, ``(m,)``, summing to 1.

        Films drawn so have the views, and the number of findings beside the label in
        *column*, of the films in *group*, as far as there are such films.
        """
        kinds = self.kinds(column, group), self.kinds(column, innocent)
        most = (int(self._views.max()) + 1) * (_MOST + 1)
        there, here = (np.bincount(some, minlength=most) + 1.0 for some in kinds)
        ratio = there / here * (here.sum() / there.sum())
        weights = np.clip(ratio, 1 / _FARTHEST, _FARTHEST)[kinds[1]]
        found: NDArray[np.float64] = weights / weights.sum()
        return found

    def kinds(self, column: int, rows: Rows) -> NDArray[np.int64]:
        """Return a number for what each of *rows* is like, ``(m,)``.

        Films of one number have one view and as many findings beside the label.
        """
        others = self._findings[rows] - (self.data.labels[rows, column] == 1)
        kinds: NDArray[np.int64] = np.minimum(others, _MOST)
        return self._views[rows] * (_MOST + 1) + kinds
