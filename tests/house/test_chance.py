"""How surprising a measurement is."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logsumexp

from poisonkit.chance import log_chance_of_share, q_values

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(P_VALUES)
def test_q_values_are_benjamini_and_hochberg_s(values: list[float]) -> None:
    """They equal SciPy's, whatever the order, and never fall below the p-value."""
    p_values = np.array(values)
    adjusted = q_values(p_values)

    np.testing.assert_allclose(stats.false_discovery_control(p_values), adjusted)
    assert (adjusted >= p_values - 1e-12).all()
    assert (adjusted <= 1).all()


def test_no_test_has_no_q_value() -> None:
    """An audit that tested nothing does not crash."""
    assert (0,) == q_values(np.empty(0)).shape


def test_the_chance_of_a_share_is_binomial() -> None:
    """At odds 1 it is the tail of the binomial distribution at the label's share."""
    hits, trials = np.array([0, 3, 10]), np.array([10, 10, 10])
    expected = [1.0, stats.binom.sf(2, 10, 0.2), 0.2**10]
    chance = np.exp(log_chance_of_share(hits, trials, 0.2, 1.0))

    np.testing.assert_allclose(expected, chance, rtol=1e-9)


def test_innocent_odds_explain_more() -> None:
    """The larger the odds that an innocent mark may have, the less surprising."""
    hits, trials = np.array([9]), np.array([10])
    chances = [
        float(log_chance_of_share(hits, trials, 0.2, odds)[0]) for odds in (1, 2, 4, 8)
    ]

    assert sorted(chances) == chances
    # Odds of 4 at a base of 1 to 4 are odds of 1 to 1.
    np.testing.assert_allclose(np.log(stats.binom.sf(8, 10, 0.5)), chances[2])


def test_an_overwhelming_chance_stays_finite() -> None:
    """Thousands of carriers with the label still give the right, ordered number."""
    hits = np.array([500, 1000, 1900, 5000])
    trials = np.array([500, 1000, 2000, 5000])
    share = 4 * 0.1 / (0.9 + 4 * 0.1)
    terms = stats.binom.logpmf(np.arange(1900, 2001), 2000, share)
    expected = [*(hits * np.log(share))]
    expected[2] = logsumexp(terms)
    chances = log_chance_of_share(hits, trials, 0.1, 4.0)

    np.testing.assert_allclose(expected, chances, rtol=1e-5)
