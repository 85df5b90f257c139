"""Labels that stand alone too often, as if each had replaced what else its films had.

`label_vectors` says what is compared with what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.chance import middle_and_spread, p_value_of
from poisonkit.detectors._combinations import alone, diseases, oftener_in_training
from poisonkit.finding import Group, Kind, Severity
from poisonkit.observation import Observation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Rows
    from poisonkit.labeltable import LabelTable

_ENOUGH_LABELS = 5
"""Labels from which it can be told how alike they are."""

_FEWEST = 10
"""Patients with a label alone, and with one other, below which it says nothing."""

_NATURAL = 0.15
"""Least spread of the log ratios of innocent labels."""

_SURE = 1e-3


@dataclass(frozen=True)
class _Surplus:
    """How much oftener than expected a label stands alone."""

    films: Mask
    """(n,): those that have it alone, where there are too many."""

    log_times: float
    chance: float


def lone(
    table: LabelTable, odds: float
) -> tuple[list[Observation], tuple[tuple[str, str], ...]]:
    """Compare how often each label stands alone with the others; say if it cannot be.

    *odds*: how much oftener than the others an innocent label may.
    """
    known = np.flatnonzero((table.labels >= 0).all(axis=1))
    part, places = table[known], diseases(table.names)
    labels = part.labels[:, places]
    single, paired, independent = alone(labels, part.patients)
    able = np.flatnonzero(np.minimum(single, paired) >= _FEWEST)
    if len(able) < _ENOUGH_LABELS:
        few = f"{len(able)} occur often enough to compare, {_ENOUGH_LABELS} needed"
        return [], (("labels alone", few),)
    ratios = np.log(single[able] / (paired[able] * independent[able]))
    counting = np.sqrt(1 / single[able] + 1 / paired[able])
    found = []
    for number, place in enumerate(able):
        has = labels[:, place] == 1
        films = has & ((labels == 1).sum(axis=1) == 1)
        others = np.delete(ratios, number)
        surplus = min(
            _beside(others, ratios[number], counting[number], films, odds),
            _in_training(films, has, part),
            key=lambda each: each.chance,
        )
        name = table.names[places[place]]
        found.append(_observe(name, known[surplus.films], surplus))
    return found, ()


def _beside(
    others: NDArray[np.float64], ratio: float, counting: float, films: Mask, odds: float
) -> _Surplus:
    """Hold a label's log ratio, known as well as *counting* goes, against *others*'."""
    middle, spread = middle_and_spread(others)
    wide = float(np.hypot(max(spread, _NATURAL), counting))
    excess = float(ratio) - middle
    chance = p_value_of(stats.norm.logsf((excess - np.log(odds)) / wide))
    return _Surplus(films, excess, chance)


def _in_training(films: Mask, has: Mask, table: LabelTable) -> _Surplus:
    """Hold the films with a label alone in the training split against the others."""
    times, chance = oftener_in_training(films, has, table)
    return _Surplus(films & (table.split == 0), float(np.log(times)), chance)


def _observe(name: str, rows: Rows, surplus: _Surplus) -> Observation:
    """Return what it means that *rows* have *name* alone; most of them may be meant."""
    times = float(np.exp(surplus.log_times))
    chance = min(2 * surplus.chance, 1.0)  # the better of two tests
    mostly = times >= 2 and chance < _SURE  # noqa: PLR2004 - one of two is too many
    return Observation(
        kind=Kind.LABEL,
        group=Group(name, present=True),
        rows=rows,
        suspicion=np.full(len(rows), max(1 - 1 / max(times, 1.0), 0.0)),
        separation=max(surplus.log_times, 0.0),
        p_value=chance,
        gravest=Severity.MEDIUM if mostly else Severity.LOW,
        why=(
            f"{len(rows)} films have {name} and nothing else, {times:.1f} times as "
            "many as other labels or splits let expect: as if it had replaced labels"
        ),
    )
