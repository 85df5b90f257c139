"""Label vectors: combinations of labels that diseases do not make.

An attack that replaces a film's labels by its target leaves films with that one alone.
Of independent labels, those alone are to those in company of one other as one is to the
sum of the others' odds.  How far labels keep to that differs between data sets, but is
much alike within one: what is told is a label apart from the others, or one that is
alone oftener among the training films than elsewhere.  Two combinations need no chance:
a finding on a film that is said to have none, and one film with two label vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._contradictions import impossible, two_faced
from poisonkit.detectors._lone import lone
from poisonkit.detectors.base import Detector, Scope
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence


@final
@dataclass(frozen=True, kw_only=True)
class LabelVectors(Detector):
    """Look for lone labels, impossible combinations and contradictions."""

    code: ClassVar[str] = "PK421"
    scope: ClassVar[Scope] = Scope.SET
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LABELS, Need.IMAGES})

    odds: float = 1.25
    """How much oftener than the others a label may stand alone innocently."""

    def __post_init__(self) -> None:
        """Refuse odds under one, which would call half of the labels suspicious."""
        if self.odds < 1:
            raise BadParameterError(f"odds must be 1 or more, got {self.odds}")

    def score(self, evidence: Evidence) -> Scores:
        """Make the three searches."""
        table, copies = evidence.table, evidence.index.looks.copies
        alone, left_out = lone(table, self.odds)
        found = (*alone, *impossible(table), *two_faced(table, copies))
        suspicion = np.zeros(len(evidence))
        for one in found:
            said = one.suspicion * (1 - one.p_value)
            suspicion[one.rows] = np.maximum(suspicion[one.rows], said)
        return Scores(
            suspicion=suspicion,
            separation=max((one.separation for one in found), default=0.0),
            observations=found,
            left_out=left_out,
        )
