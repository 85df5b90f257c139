"""How rare a score is among clean films."""

from __future__ import annotations

import numpy as np

from poisonkit.screening.tails import Tail

CLEAN = np.random.default_rng(0).normal(size=1000)


def test_alarms_come_as_often_as_stated() -> None:
    """Of new clean films one in a hundred, and one in twenty, is as surprising."""
    tail, new = Tail.of(CLEAN), np.random.default_rng(1).normal(size=20_000)
    surprise = tail.surprise(new)

    assert abs((surprise >= 2).mean() - 0.01) < 0.006
    assert abs((surprise >= -np.log10(0.05)).mean() - 0.05) < 0.015


def test_a_larger_score_is_never_less_surprising() -> None:
    """Surprise follows the score, within what clean films reach and beyond."""
    scores = np.linspace(-5, 50, 2000)
    surprise = Tail.of(CLEAN).surprise(scores)

    assert (np.diff(surprise) >= 0).all()
    assert surprise[-1] > surprise[-200]


def test_scores_that_are_all_alike_surprise_nobody() -> None:
    """A screener that says the same of every clean film divides by nothing."""
    surprise = Tail.of(np.zeros(50)).surprise(np.zeros(3))

    assert np.isfinite(surprise).all()
    assert (surprise <= 0.1).all()
