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
from scipy import stats

from poisonkit.detectors._combinations import alone, diseases, oftener_in_training
from poisonkit.detectors._contradictions import impossible, two_faced
from poisonkit.detectors.base import Detector, Scope
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.finding import Group, Kind, Severity
from poisonkit.observation import Observation
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.evidence import Evidence
    from poisonkit.labeltable import LabelTable

_ENOUGH_LABELS = 5
"""Labels from which it can be told how alike they are."""

_FEWEST = 10
"""Patients with a label alone, and with one other, below which it says nothing."""

_NATURAL = 0.15
"""Least spread of the log ratios of innocent labels."""

_SURE = 1e-3
_SIGMA = 1.4826


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
        table, copies = evidence.table, evidence.index.copies
        lone, left_out = self._lone(table)
        found = (*lone, *impossible(table), *two_faced(table, copies))
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

    def _lone(
        self, table: LabelTable
    ) -> tuple[list[Observation], tuple[tuple[str, str], ...]]:
        """Compare how often each label stands alone with the others."""
        known = np.flatnonzero((table.labels >= 0).all(axis=1))
        places = diseases(table.names)
        labels = table.labels[known][:, places]
        lone, paired, times = alone(labels, table.patients[known])
        able = np.flatnonzero(np.minimum(lone, paired) >= _FEWEST)
        if len(able) < _ENOUGH_LABELS:
            few = f"{len(able)} occur often enough to compare, {_ENOUGH_LABELS} needed"
            return [], (("labels alone", few),)
        ratios = np.log(lone[able] / (paired[able] * times[able]))
        found = []
        for number, place in enumerate(able):
            others = np.delete(ratios, number)
            middle = float(np.median(others))
            spread = _SIGMA * float(np.median(np.abs(others - middle)))
            counting = float(1 / lone[place] + 1 / paired[place])
            wide = float(np.hypot(max(spread, _NATURAL), np.sqrt(counting)))
            excess = float(ratios[number]) - middle
            chance = float(stats.norm.sf((excess - np.log(self.odds)) / wide))
            has = labels[:, place] == 1
            single = has & ((labels == 1).sum(axis=1) == 1)
            part = table[known]
            times, unlikely = oftener_in_training(single, has, part)
            if unlikely < chance:
                excess, single = float(np.log(times)), single & (part.split == 0)
            chance = min(2 * min(chance, unlikely), 1.0)  # the better of two tests
            rows = known[single]
            name = table.names[places[place]]
            found.append(_observe(name, rows, excess, chance))
        return found, ()


def _observe(
    name: str, rows: NDArray[np.int64], excess: float, chance: float
) -> Observation:
    """Return what it means that *rows* have *name* alone; most of them may be meant."""
    times = float(np.exp(excess))
    mostly = times >= 2 and chance < _SURE  # noqa: PLR2004 - one of two is too many
    return Observation(
        kind=Kind.LABEL,
        group=Group(name, present=True),
        rows=rows,
        suspicion=np.full(len(rows), max(1 - 1 / max(times, 1.0), 0.0)),
        separation=max(excess, 0.0),
        p_value=chance,
        gravest=Severity.MEDIUM if mostly else Severity.LOW,
        why=(
            f"{len(rows)} films have {name} and nothing else, {times:.1f} times as "
            "many as other labels or splits let expect: as if it had replaced labels"
        ),
    )
