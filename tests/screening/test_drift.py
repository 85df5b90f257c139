"""Whether arriving films are of the kind that thresholds were set on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.screening.drift import drift_of
from poisonkit.screening.tails import Tail

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLEAN = np.random.default_rng(0).normal(size=(500, 3))
TAILS = {name: Tail.of(CLEAN[:, k]) for k, name in enumerate("abc")}


def arriving(count: int, shift: float = 0.0) -> NDArray[np.float64]:
    films = np.random.default_rng(1).normal(size=(count, 3))
    films[:, 1] += shift
    return films


def test_films_of_the_same_kind_are_no_drift() -> None:
    """New clean films differ by chance alone."""
    drift = drift_of(TAILS, arriving(200), np.zeros(200))

    assert drift.p_value is not None
    assert drift.p_value > 0.01


def test_a_shift_is_told_with_its_screener() -> None:
    """What moved is named, with how far."""
    drift = drift_of(TAILS, arriving(200, 1.0), np.full(200, 2.0))

    assert drift.p_value is not None
    assert drift.p_value < 1e-6
    assert "b" == drift.screener
    assert drift.distance > 0.3
    assert 1.0 == drift.beyond


def test_a_handful_tells_nothing() -> None:
    """Nineteen films are too few, and none at all are no error."""
    for count in (0, 19):
        assert drift_of(TAILS, arriving(count, 9.0), np.zeros(count)).p_value is None
