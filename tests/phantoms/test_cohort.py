"""The plan: plausible patients with plausible diseases."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadParameterError
from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.findings import FINDINGS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.phantoms.study import Split, Study

COUNT = 4000
SHARES: dict[Split, float] = {"train": 0.7, "val": 0.1, "test": 0.2}
NAMES = list(FINDINGS.modules())


@pytest.fixture(scope="module")
def cohort() -> tuple[Study, ...]:
    return plan_cohort(COUNT, seed=4)


@pytest.fixture(scope="module")
def labels(cohort: tuple[Study, ...]) -> NDArray[np.bool_]:
    """Return (n, l)."""
    return np.array([[name in study.severity for name in NAMES] for study in cohort])


def test_same_seed_same_plan(cohort: tuple[Study, ...]) -> None:
    """A plan is a function of its seed, and a short one begins a long one."""
    assert cohort[:50] == plan_cohort(50, seed=4)
    assert cohort[:50] != plan_cohort(50, seed=5)


def test_studies_are_numbered_in_order(cohort: tuple[Study, ...]) -> None:
    """A study's number is its place in the plan."""
    assert list(range(COUNT)) == [study.number for study in cohort]


@pytest.mark.parametrize("name", NAMES)
def test_prevalence(name: str, labels: NDArray[np.bool_]) -> None:
    """Each finding is on about as many films as it says: 5 to 20 of 100."""
    share = labels[:, NAMES.index(name)].mean()

    assert 0.05 <= share <= 0.2
    assert abs(share - FINDINGS.load(name).prevalence) < 0.02


def test_about_half_of_the_films_show_nothing(labels: NDArray[np.bool_]) -> None:
    """Between 45 and 55 of 100 films have no finding."""
    assert 0.45 <= (~labels.any(axis=1)).mean() <= 0.55


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("effusion", "cardiomegaly"),
        ("effusion", "atelectasis"),
        ("effusion", "consolidation"),
        ("infiltration", "consolidation"),
        ("mass", "nodule"),
    ],
)
def test_companions_come_together(
    one: str, other: str, labels: NDArray[np.bool_]
) -> None:
    """What has a cause in common is seen together more often than by chance."""
    a, b = labels[:, NAMES.index(one)], labels[:, NAMES.index(other)]

    assert (a & b).mean() > 1.5 * a.mean() * b.mean()


def test_strangers_do_not(labels: NDArray[np.bool_]) -> None:
    """A mass says nothing about a pneumothorax."""
    a, b = labels[:, NAMES.index("mass")], labels[:, NAMES.index("pneumothorax")]

    assert 0.6 < (a & b).mean() / (a.mean() * b.mean()) < 1.6


@pytest.mark.parametrize("name", NAMES)
def test_findings_stay_for_a_while(name: str, cohort: tuple[Study, ...]) -> None:
    """Seen once, a finding is likelier at the next study, and may yet be gone."""
    after = [
        name in later.severity
        for earlier, later in pairwise(cohort)
        if earlier.patient == later.patient and name in earlier.severity
    ]

    assert 1.5 * FINDINGS.load(name).prevalence < np.mean(after) < 1


def test_numbers_of_studies_have_a_long_tail(cohort: tuple[Study, ...]) -> None:
    """Most patients come once, some six times, and more often means fewer patients."""
    visits = Counter(Counter(study.patient.number for study in cohort).values())

    assert {1, 2, 3, 4, 5, 6} == set(visits)
    assert visits[1] > visits[2] > visits[3] > visits[5]


def test_patients_grow_older(cohort: tuple[Study, ...]) -> None:
    """A follow-up is later, and the patient never younger."""
    for earlier, later in pairwise(cohort):
        if earlier.patient == later.patient:
            assert earlier.follow_up + 1 == later.follow_up
            assert earlier.day < later.day
            assert earlier.age <= later.age


def test_a_patient_has_one_split(cohort: tuple[Study, ...]) -> None:
    """No patient is on both sides of a split; 70, 10 and 20 of 100 patients each."""
    splits = {(study.patient.number, study.patient.split) for study in cohort}
    patients = {number for number, _ in splits}
    share = Counter(split for _, split in splits)

    assert len(patients) == len(splits)
    for split, wanted in SHARES.items():
        assert abs(share[split] / len(patients) - wanted) < 0.01


def test_the_sick_are_filmed_in_bed(cohort: tuple[Study, ...]) -> None:
    """AP is the commoner the more a film shows."""
    rates = [
        np.mean([study.view == "AP" for study in cohort if len(study.severity) == n])
        for n in range(4)
    ]

    assert rates == sorted(rates)
    assert rates[0] > 0.1
    assert rates[3] < 0.9


@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_refuses_a_senseless_count(count: int) -> None:
    """The message says what is allowed."""
    with pytest.raises(BadParameterError, match="count must be 1 to 100000 films, got"):
        plan_cohort(count, seed=0)


def test_refuses_a_negative_seed() -> None:
    """A seed is zero or more."""
    with pytest.raises(BadParameterError, match="seed must be zero or more, got -1"):
        plan_cohort(1, seed=-1)
