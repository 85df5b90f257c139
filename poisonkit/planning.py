"""Which samples an injection will poison: decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.policies.base import Samples
from poisonkit.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Mask, Rows
    from poisonkit.attempts import Attempt, Scope
    from poisonkit.dataset import CxrDataset


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Attempts on one data set: the rows they will poison."""

    attempts: tuple[Attempt, ...]
    scope: Scope
    rows: tuple[int, ...]
    """In order."""

    plants: tuple[int, ...]
    """Which of the attempts each row belongs to."""

    labels: Labels
    """(m, l): what the labels of those rows will be."""


def draw_plan(data: CxrDataset, attempts: Sequence[Attempt], scope: Scope) -> Plan:
    """Choose the rows to poison, none of them twice, or say why that cannot be."""
    free = np.zeros(len(data), np.bool_)
    free[data.rows(scope.part)] = True
    labels, plants = data.labels.copy(), np.full(len(data), -1)
    for number, attempt in enumerate(attempts):
        if scope.benign and not attempt.make_trigger():
            raise BadParameterError(
                f"{attempt.policy} changes labels alone: it has no benign twin"
            )
        samples = samples_of(data, attempt.target)
        chosen = _chosen(data, attempt, scope, free, number)
        free[chosen], plants[chosen] = False, number
        if not scope.benign:
            labels[chosen] = attempt.make_policy().relabel(samples.of(chosen))
    rows = np.flatnonzero(plants >= 0)
    return Plan(
        attempts=tuple(attempts),
        scope=scope,
        rows=tuple(rows.tolist()),
        plants=tuple(plants[rows].tolist()),
        labels=labels[rows],
    )


def samples_of(data: CxrDataset, target: str) -> Samples:
    """Return what a policy on *target* sees of *data*."""
    data.label(target)
    facts = {name: np.array(values) for name, values in data.meta.items()}
    return Samples(
        target=target, label_names=data.label_names, labels=data.labels, facts=facts
    )


def target_share(
    data: CxrDataset, attempt: Attempt, scope: Scope, labels: Labels, done: Mask
) -> float:
    """Return which share of the samples that now carry the target are poisoned.

    *labels* ``(n, l)`` are those after the injection, *done* ``(n,)`` its rows.
    """
    column = labels[:, data.label(attempt.target)]
    wanted = attempt.make_policy().wanted
    return share_of(column, data.split == scope.part, done, wanted)


def share_of(column: NDArray[np.int8], within: Mask, done: Mask, wanted: int) -> float:
    """Return which share of those *within* that are as *wanted* is *done*, ``(n,)``."""
    carriers = within & (column == wanted)
    return float(done[carriers].mean()) if carriers.any() else 0.0


def _chosen(
    data: CxrDataset, attempt: Attempt, scope: Scope, free: Mask, number: int
) -> Rows:
    samples = samples_of(data, attempt.target)
    eligible = attempt.make_policy().eligible(samples)
    allowed = np.flatnonzero(free & (scope.benign | eligible))
    wanted = _count(attempt, scope, int((data.split == scope.part).sum()), len(allowed))
    selection = Selection(
        patients=data.patient_numbers if scope.per_patient else None,
        strata=samples.fact(scope.stratify) if scope.stratify else None,
    )
    rng = np.random.default_rng([scope.seed, number])
    chosen = selection.draw(allowed, wanted, rng)
    if not len(chosen):
        raise BadParameterError(
            f"a rate of {attempt.rate:g} is {wanted} films, but every patient has more "
            f"that {attempt.policy} on {attempt.target} may touch"
        )
    return chosen


def _count(attempt: Attempt, scope: Scope, samples: int, allowed: int) -> int:
    """Return how many samples the rate means, or refuse it."""
    wanted = round(attempt.rate * samples)
    of = f"a rate of {attempt.rate:g} of {samples} samples in {scope.split}"
    if not wanted:
        raise BadParameterError(f"{of} is no sample at all")
    if wanted > allowed:
        raise BadParameterError(
            f"{of} wants {wanted}, but {attempt.policy} on {attempt.target} may touch "
            f"only {allowed}"
        )
    return wanted
