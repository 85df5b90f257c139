"""Two kinds of film: how far apart, and how sure that is."""

from __future__ import annotations

import numpy as np

from poisonkit.modes import two_kinds

RNG = np.random.default_rng(4)
LOW, HIGH = RNG.normal(0, 1, 40), RNG.normal(7, 1.5, 20)
FEW = np.concatenate([LOW, HIGH])


def test_a_gap_is_clearer_if_it_is_known_how_kinds_vary() -> None:
    """Three spreads may be three wide ones: not if none is wide."""
    free, known = two_kinds(FEW, 3.0)[1], two_kinds(FEW, 3.0, 1.5)[1]

    assert known < free - 5


def test_one_kind_is_one_whatever_is_known() -> None:
    """Narrower than it varies, it has no gap either."""
    scores = np.random.default_rng(5).normal(0, 1.2, 200)

    assert two_kinds(scores, 3.0, 1.0)[1] > np.log(0.05)
    assert two_kinds(scores, 3.0)[1] > np.log(0.05)


def test_the_cut_lies_between() -> None:
    """All of the one below it, all but few of the other above."""
    modes = two_kinds(FEW, 3.0, 1.5)[0]

    assert (modes.cut > LOW).all()
    assert (modes.cut < HIGH).mean() >= 0.9


def test_no_gap_is_too_wide_for_a_number() -> None:
    """Where a chance is smaller than any float, its logarithm is not infinite."""
    apart, further = (
        two_kinds(np.concatenate([LOW, HIGH + far]), 3.0, 0.1)[1] for far in (50, 500)
    )

    assert -np.inf < further < apart < -745
