"""How likely films are to have a label, by all that is known of them but that label.

What they look like, the columns beside, and how often the same patients have the label
on other films: whose lung was wet yesterday ...  Other labels are not asked: of two
that go together, one that was changed would make the other look wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.textures import FOLDS, folds_by_patient

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask
    from poisonkit.labeltable import LabelTable

    Floats = NDArray[np.float64]

_FEWEST = 5
"""Films with the label to learn from."""

_STRENGTH = 0.1
"""Inverse of the penalty, as logistic regression has it."""

_DOUBT = 2.0
"""Films of usual patients that every patient's history is filled up with."""

_TINY = 1e-6
_RARE = 0.02
"""Added to the share of films with the label before its logarithm is taken."""


def expected(
    looks: Floats, past: Floats, columns: Floats, table: LabelTable, label: int
) -> Floats:
    """Return the chance of the label numbered *label* for each film, ``(n,)``.

    *looks* ``(n,)`` says how far a film looks as having it, *past* ``(n,)`` is its
    `history`, *columns* ``(n, c)`` are those beside the labels, as numbers.  Logistic
    regression, out of fold by patient, learned from the films whose labels are known
    in *table*.
    """
    column = table.labels[:, label]
    has = column == 1
    told = _standard(np.column_stack([looks, np.log(past + _RARE), columns]))
    learned = column >= 0
    fold = folds_by_patient(table.patients)
    chances = np.full(len(has), has[learned].mean() if learned.any() else 0.5)
    for number in range(FOLDS):
        mine, others = fold == number, learned & (fold != number)
        if mine.any() and min(has[others].sum(), (~has[others]).sum()) >= _FEWEST:
            chances[mine] = _fitted(told[others], has[others], told[mine])
    return chances


def history(table: LabelTable, label: int) -> Floats:
    """Return how often each film's patient has the label on *other* films, ``(n,)``."""
    column = table.labels[:, label]
    given, has = column >= 0, column == 1
    usual = has.sum() / max(given.sum(), 1)
    people = np.unique(table.patients, return_inverse=True)[1]
    with_it, all_of_them = (
        np.bincount(people, some)[people] - some for some in (has, given)
    )
    share: Floats = (with_it + _DOUBT * usual) / (all_of_them + _DOUBT)
    return share


def _standard(told: Floats) -> Floats:
    """Return each column of *told* ``(n, q)`` in sigmas."""
    spread = told.std(axis=0)
    whole: Floats = (told - told.mean(axis=0)) / np.maximum(spread, _TINY)
    return whole


def _fitted(seen: Floats, has: Mask, unseen: Floats) -> Floats:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - it is slow

    fit = LogisticRegression(C=_STRENGTH, max_iter=500).fit(seen, has)
    chances: Floats = fit.predict_proba(unseen)[:, 1]
    return chances
