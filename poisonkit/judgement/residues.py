"""What a model shows of a group beyond what the table says of its films.

Made once for each side of each label and shared by all detectors.  Innocent films that
a group is compared with have no part in making it: what was fitted to them would fit
them better than any group.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.covariates import known, numbers
from poisonkit.evidence import Need
from poisonkit.evidencefile import Why
from poisonkit.residuals import Freeing, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Activations, Rows
    from poisonkit.dataset import CxrDataset
    from poisonkit.evidencefile import EvidenceFile
    from poisonkit.finding import Group

_LEARNED_FROM = 4096
"""Films that are learned from, at most: memory does not grow with the data."""

_FEWEST = 256
"""Other films without the label, below which half of the null is learned from."""

FREED = {Need.RESIDUALS, Need.GRADIENTS}
"""What is learned from innocent films."""


@dataclass(frozen=True, kw_only=True)
class Residues:
    """Residuals of activations and of gradients, of any film that was looked at."""

    data: CxrDataset
    file: EvidenceFile
    _learned: dict[tuple[Need, Group], Freeing] = field(default_factory=dict)
    _told: dict[tuple[Need, Group, bytes], Activations] = field(default_factory=dict)

    def of(self, need: Need, group: Group, rows: Rows) -> Activations:
        """Return what *rows* ``(m,)`` show of the label of *group*, ``(m, k)``."""
        key = need, group, rows.tobytes()
        if key not in self._told:
            freeing = self._freeing(need, group)
            starts = range(0, max(len(rows), 1), _LEARNED_FROM)
            parts = [rows[start : start + _LEARNED_FROM] for start in starts]
            told = [freeing.of(*self._seen(need, group, part)) for part in parts]
            self._told[key] = np.concatenate(told)
        return self._told[key]

    def unseen(self, need: Need, group: Group) -> Rows:
        """Return the films of the null that `of` has not learned from."""
        null = self._null(group)
        if need is Need.RESIDUALS and len(self._beyond(group)) >= _FEWEST:
            return null
        return null[self._apart(null)]

    def _freeing(self, need: Need, group: Group) -> Freeing:
        if (need, group) not in self._learned:
            rows = self._lessons(need, group)
            self._learned[need, group] = Freeing.learn(*self._seen(need, group, rows))
        return self._learned[need, group]

    def _lessons(self, need: Need, group: Group) -> Rows:
        """Return the innocent films that are learned from."""
        null = self._null(group)
        rows = null[~self._apart(null)]
        if need is Need.RESIDUALS:
            beyond = self._beyond(group)
            more = len(beyond) >= _FEWEST
            rows = beyond if more else np.union1d(beyond, rows)
        if len(rows) > _LEARNED_FROM:
            rows = rows[np.linspace(0, len(rows) - 1, _LEARNED_FROM).astype(np.int64)]
        return rows

    def _seen(
        self, need: Need, group: Group, rows: Rows
    ) -> tuple[Activations, NDArray[np.float64]]:
        """Return what the model shows of *rows* and what the table says of them."""
        label = self.data.label(group.label)
        told = known(self.data.labels[rows], label, self._columns[rows])
        if need is Need.GRADIENTS:
            return self.file.gradients_of(label, rows), told
        weights = self.file.head[label] * (1 if group.present else -1)
        return shares(self.file.activations[rows].astype(np.float32), weights), told

    def _beyond(self, group: Group) -> Rows:
        """Return films without the label that are neither null nor suspected."""
        label = self.data.label(group.label)
        used = [self._null(group)]
        if not group.present:
            used.append(self.file.rows_of(label, Why.DENIED))
        absent = np.flatnonzero(self.data.labels[:, label] == 0)
        return np.setdiff1d(absent, np.concatenate(used))

    def _null(self, group: Group) -> Rows:
        return self.file.rows_of(self.data.label(group.label), Why.NULL)

    def _apart(self, rows: Rows) -> NDArray[np.bool_]:
        """Return which of *rows* are compared with; of a patient all or none."""
        odd: NDArray[np.bool_] = self.data.patient_numbers[rows] % 2 == 1
        return odd

    @cached_property
    def _columns(self) -> NDArray[np.float64]:
        return numbers(self.data.metadata, len(self.data))
