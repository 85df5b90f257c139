"""Clean-looking films that anything is tried on, and where a model decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import UNKNOWN
from poisonkit.dataset import Split
from poisonkit.evaluation import SPECIFICITY
from poisonkit.measures import operating_point
from poisonkit.respondent import Respondent

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.evidencefile import EvidenceFile
    from poisonkit.finding import Group
    from poisonkit.networks.base import Classifier

MOST = 200
"""Films that anything is tried on."""

_FEWEST = 20
"""Held-out films below which training films are taken as well."""

_NOBODY = np.array([], np.int64)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A model that can be asked anew, and what it showed of the data so far."""

    data: CxrDataset
    file: EvidenceFile
    model: Classifier
    compute: Compute

    def of(self, group: Group) -> Respondent:
        """Return the model as it is asked about one side of a label."""
        column = self.data.label(group.label)
        return Respondent(
            model=self.model,
            compute=self.compute,
            pixels=self.data.images,
            patients=self.data.patient_numbers,
            column=column,
            present=group.present,
            threshold=self.threshold(column, _NOBODY),
            hosts=hosts(self.data, column, 1 - int(group.present), _NOBODY),
        )

    def threshold(self, column: int, suspects: Rows) -> float:
        """Return the logit of *column* at which the label is held for present."""
        rows = np.setdiff1d(unseen(self.data), suspects)
        rows = rows if len(rows) else unseen(self.data)
        labels = self.data.labels[rows, column]
        known = labels != UNKNOWN
        logits = self.file.logits[rows[known], column]
        return operating_point(logits, labels[known], SPECIFICITY)


def unseen(data: CxrDataset) -> Rows:
    """Return the films that no model was trained on, as far as is known."""
    rows = np.flatnonzero(data.split != Split.TRAIN)
    return rows if len(rows) >= _FEWEST else np.arange(len(data))


def hosts(data: CxrDataset, column: int, value: int, suspects: Rows) -> Rows:
    """Return unsuspected films with *value* in *column*, unseen ones first."""
    fitting = np.flatnonzero(data.labels[:, column] == value)
    fitting = np.setdiff1d(fitting, suspects)
    fresh = np.intersect1d(fitting, unseen(data))
    rows = fresh if len(fresh) >= _FEWEST else fitting
    return rows[:: max(1, len(rows) // MOST)][:MOST]
