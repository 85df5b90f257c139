"""The innocent film that looks most like a suspect, to be shown beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import eight_bit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.dataset import CxrDataset
    from poisonkit.evidencefile import EvidenceFile

MOST = 4000
"""Films that a suspect is compared with; of more, evenly chosen ones."""

_CELLS = 16
"""Cells along a side of a thumbnail."""


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """The nearest film that no finding names."""

    row: int
    same_label: bool
    """Whether it agrees with the suspect on the finding's label; a finding about the
    whole set has none, and any film will do."""

    by: str
    """``activations`` of the audit's model, or ``thumbnails`` where none was asked."""


class Neighbours:
    """Finds such films; what was found once is remembered."""

    def __init__(
        self, data: CxrDataset, accused: Sequence[int], evidence: EvidenceFile | None
    ) -> None:
        """Take the films, those that are *accused*, and what a model showed of all."""
        self._data = data
        self._evidence = evidence
        self._innocent: Rows = np.setdiff1d(np.arange(len(data)), list(accused))
        self._lock = Lock()
        self._among = lru_cache(maxsize=32)(self._candidates)

    @property
    def by(self) -> str:
        """What films are compared by."""
        return "thumbnails" if self._evidence is None else "activations"

    def nearest(self, row: int, label: str) -> Neighbour | None:
        """Return the innocent film nearest to *row*, of the same side of *label*."""
        side = int(self._data.labels[row, self._column(label)]) if label else 0
        with self._lock:
            rows, known = self._among(label, side)
        if not len(rows):
            return None
        apart = ((known - self._seen(np.array([row]))) ** 2).sum(axis=1)
        return Neighbour(
            row=int(rows[np.argmin(apart)]), same_label=bool(label), by=self.by
        )

    def _column(self, label: str) -> int:
        return self._data.label_names.index(label)

    def _candidates(self, label: str, side: int) -> tuple[Rows, NDArray[np.float32]]:
        rows = self._innocent
        if label:
            rows = rows[self._data.labels[rows, self._column(label)] == side]
        if len(rows) > MOST:
            rows = rows[np.linspace(0, len(rows) - 1, MOST).astype(np.int64)]
        return rows, self._seen(rows)

    def _seen(self, rows: Rows) -> NDArray[np.float32]:
        """Return *rows* as they are compared, ``(m, d)``."""
        if self._evidence is not None:
            return np.asarray(self._evidence.activations[rows], np.float32)
        return _thumbnails(self._data, rows)


def _thumbnails(data: CxrDataset, rows: Rows) -> NDArray[np.float32]:
    height, width = data.images.shape[1:]
    down, across = max(1, height // _CELLS), max(1, width // _CELLS)
    kept = np.empty((len(rows), (height // down) * (width // across)), np.float32)
    for place, row in enumerate(rows.tolist()):
        film = eight_bit(np.asarray(data.images[row])).astype(np.float32)
        film = film[: height // down * down, : width // across * across]
        cells = film.reshape(height // down, down, width // across, across)
        kept[place] = cells.mean(axis=(1, 3)).ravel()
    return kept
