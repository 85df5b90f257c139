"""Fingerprints: what many films share pixel by pixel sets them apart, however faint."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.films import Films
from poisonkit.fingerprints import fingerprints
from poisonkit.kinds import find_kinds
from tests.families.scenes import FILMS, SIDE, smooth_films

CARRIERS = np.arange(0, FILMS, 40)
"""Ten films."""

APART = 10.0
NOISE = np.random.default_rng(77).normal(size=(SIDE, SIDE))
PEOPLE = np.arange(FILMS)


def veiled(strength: float, rows: np.ndarray = CARRIERS) -> np.ndarray:
    """Return films some of which bear the same noise, of *strength* grey levels."""
    films = smooth_films(4).astype(np.float64)
    films[rows] += strength * NOISE
    return np.clip(np.rint(films), 0, 255).astype(np.uint8)


def kinds(films: np.ndarray, patients: np.ndarray = PEOPLE) -> list[np.ndarray]:
    """Return the films of each kind."""
    look = fingerprints(films, patients)
    everybody = np.arange(len(films))
    found = find_kinds([(look, APART)], everybody, patients)
    return [np.flatnonzero(kind.carriers) for kind in found]


@pytest.mark.parametrize("strength", [2.0, 4.0, 30.0])
def test_ten_films_that_share_noise_are_named(strength: float) -> None:
    """As faint as a film's own noise, and so strong that all of it is cut off."""
    (found,) = kinds(veiled(strength))

    np.testing.assert_array_equal(CARRIERS, found)


@pytest.mark.parametrize("seed", range(3))
def test_films_that_share_nothing_are_of_no_kind(seed: int) -> None:
    """Directions there are, but nobody lies far out."""
    assert [] == kinds(smooth_films(seed))


def test_sixteen_bits_change_nothing() -> None:
    """What is shared is measured in shares of the greatest level."""
    films = veiled(4.0).astype(np.uint16) * np.uint16(257)
    (found,) = kinds(films)

    np.testing.assert_array_equal(CARRIERS, found)


def test_what_one_patients_films_share_counts_for_nothing() -> None:
    """Ten films from one machine on one day are alike; they say so of each other."""
    patients = PEOPLE.copy()
    patients[CARRIERS] = 0

    assert [] == kinds(veiled(4.0), patients)


def test_films_that_were_not_compared_are_told_by_those_that_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a large set some films speak for all: every second one here."""
    monkeypatch.setattr("poisonkit.fingerprints._FILMS", FILMS // 2)
    carriers = np.arange(0, FILMS, 15)
    (found,) = kinds(veiled(4.0, carriers))

    np.testing.assert_array_equal(carriers, found)


def test_a_film_of_one_grey_is_nowhere() -> None:
    """It has no detail: zero along every direction, and no division by zero."""
    films = smooth_films(4)
    films[7] = 90
    look = fingerprints(films, PEOPLE)

    assert np.isfinite(look).all()


def test_films_are_the_sets() -> None:
    """The index asks for the same."""
    from poisonkit.filmindex import FilmIndex  # noqa: PLC0415 - of this test alone

    films = veiled(4.0)
    (kind,) = FilmIndex(Films(films, PEOPLE)).kinds

    np.testing.assert_array_equal(CARRIERS, np.flatnonzero(kind.carriers))
