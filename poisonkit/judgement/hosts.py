"""Clean-looking films that anything is tried on, and where a model decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.dataset import Split
from poisonkit.evaluation import SPECIFICITY
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
            threshold=self.threshold(group, _NOBODY),
            hosts=hosts(self.data, group, _NOBODY),
        )

    def threshold(self, group: Group, suspects: Rows) -> float:
        """Return the logit from which a film is held for one of *group*.

        One in twenty unsuspected films of the other side lies beyond: what erases a
        label is tried as hard as what adds one.
        """
        column = self.data.label(group.label)
        others = _others(self.data, group, suspects)
        logits = self.file.logits[others if len(others) else slice(None), column]
        quantile = SPECIFICITY if group.present else 1 - SPECIFICITY
        return float(np.quantile(logits, quantile))


def unseen(data: CxrDataset) -> Rows:
    """Return the films that no model was trained on, as far as is known."""
    rows = np.flatnonzero(data.split != Split.TRAIN)
    return rows if len(rows) >= _FEWEST else np.arange(len(data))


def hosts(data: CxrDataset, group: Group, suspects: Rows) -> Rows:
    """Return unsuspected films on the other side of *group*, unseen ones first."""
    rows = _others(data, group, suspects)
    return rows[:: max(1, len(rows) // MOST)][:MOST]


def _others(data: CxrDataset, group: Group, suspects: Rows) -> Rows:
    """Return all that may be hosts."""
    column = data.labels[:, data.label(group.label)]
    fitting = np.flatnonzero(column == 1 - int(group.present))
    fitting = np.setdiff1d(fitting, suspects)
    fresh = np.intersect1d(fitting, unseen(data))
    return fresh if len(fresh) >= _FEWEST else fitting
