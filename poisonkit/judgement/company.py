"""Whether the suspects come from one place, one machine or one kind of patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.proof import Company

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench

_VALUES = 30
"""Of a column; one with more is no kind of film."""

_FEWEST = 5
"""Patients under suspicion."""

_SURE, _MOSTLY, _MORE = 1e-3, 0.8, 0.2
"""Chance, share of the suspects, and excess over others, from which it is told."""


def company_of(bench: Bench, group: Group, suspects: Rows) -> Company | None:
    """Return what most of the patients under suspicion have, and others have not.

    Others with the same label: who is sick lies down, whatever was stamped on the film.
    """
    column = bench.data.labels[:, bench.data.label(group.label)]
    alike = np.flatnonzero(column == int(group.present))
    people = bench.films.patients[alike]
    bears = np.isin(people, bench.films.patients[suspects])
    if _count(people[bears]) < _FEWEST:
        return None
    found = [
        (chance, company)
        for name, texts in bench.data.meta.items()
        for chance, company in _of_column(name, np.array(texts)[alike], bears, people)
    ]
    if not found:
        return None
    chance, best = min(found, key=lambda pair: pair[0])
    if chance * len(found) > _SURE or best.share < max(_MOSTLY, best.usual + _MORE):
        return None
    return best


def _of_column(
    name: str, texts: NDArray[np.str_], bears: Mask, people: NDArray[np.int64]
) -> list[tuple[float, Company]]:
    """Return for each value of a column how surprising it is among the suspects."""
    values = np.unique(texts[texts != ""])
    if not 1 < len(values) <= _VALUES:
        return []
    found = []
    everyone, suspected = _count(people), _count(people[bears])
    for value in values.tolist():
        has = texts == value
        all_with, with_it = _count(people[has]), _count(people[has & bears])
        others = max(everyone - suspected, 1)
        company = Company(
            column=name,
            value=value,
            share=with_it / max(suspected, 1),
            usual=(all_with - with_it) / others,
        )
        chance = stats.hypergeom.sf(with_it - 1, everyone, all_with, suspected)
        found.append((float(chance), company))
    return found


def _count(people: NDArray[np.int64]) -> int:
    return len(np.unique(people))
