"""What a model has shown of some films already, in an earlier evidence file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.evidencefile import EvidenceFile, Pairs


@dataclass(frozen=True, kw_only=True)
class Known:
    """An evidence file of the same model, and which of its films are whose."""

    file: EvidenceFile
    rows: Rows
    """(n,): the row in `file` of each film of the data set; -1 of a new one."""

    @cached_property
    def there(self) -> Rows:
        """The rows of the data set that the file knows."""
        return np.flatnonzero(self.rows >= 0)

    @cached_property
    def fresh(self) -> Rows:
        """The rows of the data set that it does not know."""
        return np.flatnonzero(self.rows < 0)

    def places(self, pairs: Pairs) -> Rows:
        """Return where in the file each of *pairs* is, ``(p,)``; -1 if nowhere."""
        count = self.file.logits.shape[1]
        keys, first = np.unique(
            _keys(self.file.pairs.rows, self.file.pairs.labels, count),
            return_index=True,
        )
        wanted = _keys(self.rows[pairs.rows], pairs.labels, count)
        near = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        if not len(keys):
            return np.full(len(pairs), -1)
        return np.where(keys[near] == wanted, first[near], -1)


def _keys(rows: Rows, labels: Rows, count: int) -> NDArray[np.int64]:
    """Return a number per pair; of films that are not known, one that no pair has."""
    return np.where(rows < 0, -1, rows * count + labels)
