"""Answers of a model, film by film, as a measurement of their group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.chance import p_value_of
from poisonkit.modes import one_each, two_kinds
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion

_SAME = 1e-4
"""Spread of answers below which they are one: the rest is rounding."""


def gap_scores(answers: Suspicion, patients: NDArray[np.int64], apart: float) -> Scores:
    """Return how clearly *answers* ``(n,)`` are those of two kinds of film.

    Innocent ones lie up to *apart* spreads from each other; a patient counts once.
    """
    if np.ptp(answers) < _SAME:
        return no_gap(len(answers))
    modes, chance = two_kinds(one_each(answers, patients), apart)
    return Scores(
        suspicion=answers,
        separation=modes.gap,
        p_value=p_value_of(chance),
    )


def no_gap(count: int) -> Scores:
    """Return the scores of *count* films that are all alike, or cannot be asked."""
    return Scores(suspicion=np.zeros(count), separation=0.0, p_value=1.0)
