"""Measures of models and of attacks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from poisonkit.measures import (
    auroc,
    label_auroc,
    macro,
    measure_attack,
    micro_auroc,
    operating_point,
)

SCORES = st.lists(st.integers(-5, 5), min_size=1, max_size=20)
LOGITS = np.array([[0.1, 2, 0], [0.4, -1, 1], [0.35, 0, 2], [0.8, 3, 3]], np.float32)
LABELS = np.array([[0, 1, -1], [0, 0, 1], [1, -1, 1], [1, 1, 1]], np.int8)


@given(SCORES, SCORES)
def test_auroc_is_scikit_learn_s(positives: list[int], negatives: list[int]) -> None:
    """Ties, too, count as everywhere else."""
    truth = [1] * len(positives) + [0] * len(negatives)
    ours = auroc(np.array(positives, np.float64), np.array(negatives, np.float64))

    assert roc_auc_score(truth, positives + negatives) == pytest.approx(ours)


def test_auroc_is_the_chance_of_winning() -> None:
    """A tie is half a victory."""
    assert 4.5 / 8 == auroc(np.array([1.0, 3.0]), np.array([0.0, 1.0, 2.0, 4.0]))


def test_auroc_of_one_side_is_undefined() -> None:
    """Without positives or without negatives there is no number, not a 0 and no NaN."""
    nothing, something = np.empty(0), np.array([1.0])

    assert auroc(nothing, something) is None
    assert auroc(something, nothing) is None


def test_unknown_labels_count_on_neither_side() -> None:
    """Per label and over all decisions, -1 is not a negative."""
    values = label_auroc(LOGITS, LABELS)

    assert [0.75, 1.0, None] == values
    assert 0.875 == macro(values)
    known = LABELS != -1
    expected = roc_auc_score(LABELS[known], LOGITS[known])
    assert expected == pytest.approx(micro_auroc(LOGITS, LABELS))


def test_the_mean_of_nothing_is_nothing() -> None:
    """Where no label has an AUROC there is no macro mean."""
    assert macro([None, None]) is None
    assert macro([]) is None


@pytest.mark.parametrize("specificity", [0.5, 0.9, 0.95])
def test_the_operating_point_spares_negatives(specificity: float) -> None:
    """Just that share of the known negatives stays at or below it."""
    rng = np.random.default_rng(0)
    logits = rng.normal(size=2000)
    labels = rng.choice(np.array([-1, 0, 1], np.int8), 2000)
    point = operating_point(logits + 5 * (labels != 0), labels, specificity)
    spared = np.mean(logits[labels == 0] <= point)

    assert specificity == pytest.approx(spared, abs=0.002)


@pytest.mark.parametrize("only", [1, -1])
def test_an_operating_point_without_negatives(only: int) -> None:
    """Where no negative is known the point is set on what there is."""
    logits = np.linspace(0, 1, 101)

    assert 0.9 == pytest.approx(
        operating_point(logits, np.full(101, only, np.int8), 0.9)
    )


def test_an_attack_is_measured_against_its_control() -> None:
    """Success stands beside what crosses the point untouched."""
    untouched = np.array([-2.0, -1.0, 0.5, -3.0])
    triggered = np.array([3.0, 2.0, 4.0, -2.5])
    measured = measure_attack(untouched, triggered, 0.0)

    assert 0.75 == measured.attack_success_rate
    assert 0.25 == measured.untouched_rate
    assert auroc(triggered, untouched) == measured.infected_auroc


def test_a_trigger_that_does_nothing_measures_as_nothing() -> None:
    """An ineffective trigger has an infected AUROC of one half, and no success."""
    logits = np.random.default_rng(1).normal(size=50)
    measured = measure_attack(logits, logits, 0.3)

    assert 0.5 == measured.infected_auroc
    assert measured.untouched_rate == measured.attack_success_rate
