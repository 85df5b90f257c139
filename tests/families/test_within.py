"""Each patient against itself: who has a mark on the films with the label only."""

from __future__ import annotations

import numpy as np

from poisonkit.detectors._within import within_patients
from poisonkit.evidence import Evidence, Need
from poisonkit.filmindex import FilmIndex
from poisonkit.films import Films
from poisonkit.finding import Group

PATIENTS, EACH = 6, 4
PEOPLE = np.repeat(np.arange(PATIENTS), EACH)
WITH = np.tile([True, True, False, False], PATIENTS)
"""Every patient has the label on the first two of four films."""


def lacking(labels: np.ndarray = WITH) -> Evidence:
    """Return the films without the label, and those with it."""
    films = Films(np.zeros((len(PEOPLE), 8, 8), np.uint8), PEOPLE)
    given = {Need.IMAGES: FilmIndex(films)}
    sides = np.flatnonzero(~labels), np.flatnonzero(labels)
    return Evidence(Group("Mass", present=False), *sides, given)


def test_each_patient_multiplies_the_chance() -> None:
    """Both marks on films without it, of four of which two have it.

    One in six, did innocence not make it twice as likely: 4 of 1 + 4 * 2 + 4.
    """
    one, three = np.array([2, 3]), np.array([2, 3, 6, 7, 10, 11])

    np.testing.assert_allclose(within_patients(one, lacking()), np.log(4 / 13))
    np.testing.assert_allclose(within_patients(three, lacking()), 3 * np.log(4 / 13))


def test_marks_that_shun_no_label_are_no_surprise() -> None:
    """One of two marks lies on a film with it, as it should."""
    assert within_patients(np.array([1, 2, 5, 6, 9, 10]), lacking()) > np.log(0.5)


def test_who_is_marked_throughout_says_nothing() -> None:
    """All films of some patients, or patients of whom all films lack the label."""
    assert 0 == within_patients(np.arange(8), lacking())
    assert 0 == within_patients(np.array([2, 3]), lacking(WITH & (PEOPLE > 2)))


def test_a_patient_of_thousands_of_films_is_counted() -> None:
    """Two to the power of its marks is no float; the chance is one all the same."""
    count = 4800
    films = Films(np.zeros((count, 1, 1), np.uint8), np.zeros(count, np.int64))
    sides = np.arange(0, count, 2), np.arange(1, count, 2)
    given = {Need.IMAGES: FilmIndex(films)}
    evidence = Evidence(Group("Mass", present=False), *sides, given)

    assert within_patients(np.arange(0, count, 3), evidence) > np.log(0.5)
    assert within_patients(np.arange(0, count, 4), evidence) < np.log(1e-100)
