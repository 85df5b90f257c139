"""Films of another kind than the rest, told without any label.

A veil lies on its films whatever labels they bear, and sets them apart: a trigger that
erases a finding is no small part of them.  Directions along which films are skewed are
pursued (the idea is Friedman and Tukey's, 1974, IEEE Trans. Comput. C-23:881): who lies
far out teaches a matched filter, and that finds the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.chance import SIGMA
from poisonkit.matched import folds_of, matched
from poisonkit.modes import one_each, two_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Mask, Suspicion

    Patients = NDArray[np.int64]

_STARTS, _COMPONENTS = 6, 8
_ROUNDS = 3
_FAR, _FURTHEST = 2.5, 6.0
"""Sigmas from which a film is an example to begin with, and beyond which it counts no
more than others."""

_FEWEST = 5
"""Patients with such films."""

_HABIT = 0.25
"""Share of all patients above which it is what films of this set look like."""

_SAME = 0.5
_SHRINK = 0.05
_TINY = 1e-9


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Films that one look sets apart from all others."""

    scores: Suspicion
    """(n,): how far each film goes that way, in sigmas of the others."""

    carriers: Mask
    """(n,)"""

    log_chance: float
    """Of such a gap, where nature may leave one; times the directions followed."""


def find_kinds(
    looks: Sequence[tuple[Look, float]],
    sampled: NDArray[np.int64],
    patients: Patients,
) -> tuple[Kind, ...]:
    """Return what *looks* ``(n, d)`` set apart, learned from films *sampled*.

    With each look come the spreads by which nature's kinds may lie apart in it.  No
    film is of two kinds: the clearer one counts.
    """
    found: list[Kind] = []
    for look, apart in looks:
        for start in _starts(look[sampled]):
            examples = np.zeros(len(look), np.bool_)
            examples[sampled[start]] = True
            kind = _followed(look, apart, examples, patients)
            if kind is not None:
                found.append(kind)
    paid = float(np.log(_STARTS * len(looks)))
    clear: list[Kind] = []
    for kind in sorted(found, key=lambda kind: kind.log_chance):
        if kind.log_chance + paid < 0 and not any(_alike(kind, one) for one in clear):
            clear.append(replace(kind, log_chance=kind.log_chance + paid))
    return tuple(clear)


def _starts(look: Look) -> list[Mask]:
    """Return who lies far out along the directions in which films are most skewed."""
    told = np.clip(_standard(look), -_FURTHEST, _FURTHEST)
    shared = np.cov(told.T)
    shared = (1 - _SHRINK) * shared + _SHRINK * np.diag(np.diag(shared) + _TINY)
    values, vectors = np.linalg.eigh(shared)
    spreads = np.sqrt(np.maximum(values, _TINY))
    main = told @ vectors[:, -_COMPONENTS:]
    single = told @ (vectors / spreads) @ vectors.T
    along = _standard(np.hstack([main, single]))
    skewed = (np.clip(along, -_FURTHEST, _FURTHEST) ** 3).mean(axis=0)
    first = np.argsort(-np.abs(skewed), kind="stable")[:_STARTS]
    return [along[:, one] * np.sign(skewed[one]) > _FAR for one in first]


def _standard(numbers: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return each column of *numbers* ``(n, d)`` in robust sigmas."""
    apart = numbers - np.median(numbers, axis=0)
    sigma = SIGMA * np.median(np.abs(apart), axis=0)
    told: NDArray[np.float64] = apart / np.maximum(sigma, _TINY)
    return told


def _followed(
    look: Look, apart: float, carriers: Mask, patients: Patients
) -> Kind | None:
    """Return the kind of which *carriers* ``(n,)`` are examples, if it is one."""
    folds, kind = folds_of(patients), None
    for _ in range(_ROUNDS):
        if not _are_some(carriers, patients):
            return None
        scores = np.empty(len(look))
        scores[carriers], scores[~carriers] = matched(
            look, np.flatnonzero(carriers), np.flatnonzero(~carriers), folds
        )
        modes, gap = two_kinds(one_each(scores, patients), apart)
        if gap >= 0:
            return None
        carriers = scores >= modes.cut
        kind = Kind(scores=scores, carriers=carriers, log_chance=gap)
    return kind if _are_some(carriers, patients) else None


def _are_some(carriers: Mask, patients: Patients) -> bool:
    """Return whether *carriers* are of several patients, and not of most."""
    count = len(np.unique(patients[carriers]))
    return _FEWEST <= count <= _HABIT * len(np.unique(patients))


def _alike(kind: Kind, other: Kind) -> bool:
    common = (kind.carriers & other.carriers).sum()
    return bool(common >= _SAME * min(kind.carriers.sum(), other.carriers.sum()))
