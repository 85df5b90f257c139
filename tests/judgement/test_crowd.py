"""Some films against many, where a patient's films agree; and labels to be expected."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from poisonkit.chance import log_chance_of_few
from poisonkit.crowd import Crowd
from poisonkit.expecting import expected, history
from poisonkit.labeltable import LabelTable

_EACH = 5


def test_films_of_few_patients_are_no_more_than_they_are() -> None:
    """Films drawn by patient stand out by chance alone, though each patient agrees."""
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(300), _EACH)
    lying = (people % 3 == 0).astype(float)
    beside = np.column_stack([np.ones(len(people)), lying])
    heights = []
    for _ in range(150):
        values = rng.normal(size=300)[people] + rng.normal(size=len(people)) + 3 * lying
        some = np.isin(people, rng.choice(300, 4, replace=False))
        crowd = Crowd.of(values[~some], beside[~some], people[~some])
        heights.append(crowd.height(values[some], beside[some], people[some]))

    assert abs(np.mean(heights)) < 0.25
    assert 0.75 < np.std(heights) < 1.25


def test_what_is_higher_stands_higher() -> None:
    """Eight films, one a patient, two spreads up: some five sigmas."""
    rng = np.random.default_rng(1)
    values, ones = rng.normal(size=400), np.ones((400, 1))
    crowd = Crowd.of(values, ones, np.arange(400))

    assert 4 < crowd.height(values[:8] + 2, ones[:8], np.arange(8)) < 8
    assert crowd.height(values[:8] - 2, ones[:8], np.arange(8)) < -4


@pytest.mark.parametrize("count", [0, 1, 4])
def test_the_chance_of_few_is_no_less_than_it_is(count: int) -> None:
    """Beside the binomial, where all chances are one."""
    exact = stats.binom.logcdf(count, 40, 0.2)
    bound = log_chance_of_few(count, np.full(40, 0.2))

    assert exact - 1e-9 <= bound < exact + 2.5
    assert count or np.isclose(bound, exact, atol=1e-3)
    assert log_chance_of_few(20, np.full(40, 0.2)) == pytest.approx(0, abs=1e-12)


def _table(labels: list[int], patients: list[int]) -> LabelTable:
    return LabelTable(
        names=("Mass",),
        labels=np.array(labels, np.int8)[:, None],
        patients=np.array(patients),
        split=np.zeros(len(labels), np.uint8),
    )


def test_a_history_is_of_the_other_films() -> None:
    """Two of three others, none of one, nothing known: drawn towards the usual 1/2."""
    table = _table([1, 0, 1, 1, 0, 0, -1, 1, 0], [1, 1, 1, 1, 2, 2, 2, 3, 4])
    usual = 4 / 8

    assert history(table, 0) == pytest.approx(
        [(some + 2 * usual) / (of + 2) for some, of in
         [(2, 3), (3, 3), (2, 3), (2, 3), (0, 1), (0, 1), (0, 2), (0, 0), (0, 0)]]
    )  # fmt: skip


def test_labels_are_expected_of_patients_who_had_them() -> None:
    """By films that look like nothing; with a label that hardly any film has, too."""
    people = np.repeat(np.arange(80), 4)
    table = _table(list((people % 4 == 0).astype(int)), list(people))
    rare = _table([1, 1] + [0] * 318, list(people))
    nothing, columns = np.zeros(len(people)), np.zeros((len(people), 0))
    chances = expected(nothing, history(table, 0), columns, table, 0)
    seldom = expected(nothing, history(rare, 0), columns, rare, 0)

    assert chances[people % 4 == 0].min() > chances[people % 4 != 0].max() + 0.5
    assert seldom == pytest.approx(2 / 320)


@pytest.mark.parametrize("alike", [500, 5, 2, 0])
def test_a_kind_that_is_rare_in_the_crowd_is_hardly_judged(alike: int) -> None:
    """Twenty films of a kind of which the crowd has many, few or none."""
    rng, heights = np.random.default_rng(0), []
    kind = np.repeat([0, 1, 1], [500, alike, 20])
    beside = np.column_stack([kind == 0, kind == 1]).astype(float)
    crowd = slice(500 + alike)
    for _ in range(200):
        values, people = rng.normal(size=len(kind)) + kind, np.arange(len(kind))
        known = Crowd.of(values[crowd], beside[crowd], people[crowd])
        heights.append(known.height(values[-20:], beside[-20:], people[-20:]))

    assert np.abs(heights).max() < 4.5
    assert np.std(heights) < 1.25
    assert (np.std(heights) > 0.75) == (alike > 0)


def test_few_patients_vouch_for_nothing() -> None:
    """Ten films of ten kinds: all is fitted, and nothing left to compare with."""
    rng = np.random.default_rng(0)
    crowd = Crowd.of(rng.normal(size=10), np.eye(10), np.arange(10))

    assert crowd.height(np.full(8, 9.0), np.eye(10)[:8], np.arange(8)) == 0
