"""Noiseprints: what many films share pixel by pixel sets them apart, however faint."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.filmlooks import FilmLooks
from poisonkit.films import Films
from poisonkit.kinds import find_kinds
from poisonkit.noiseprints import noiseprints
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


def kinds(films: np.ndarray) -> list[np.ndarray]:
    """Return the films of each kind."""
    look = noiseprints(films, PEOPLE)
    found = find_kinds([(look, APART)], PEOPLE, PEOPLE)
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


@pytest.mark.parametrize("compared", [FILMS, FILMS // 2])
def test_what_one_familys_films_share_counts_for_nothing(
    compared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four films of one patient are alike, and would say so of each other."""
    monkeypatch.setattr("poisonkit.noiseprints._FILMS", compared)
    rows = np.arange(4)
    families = np.where(PEOPLE < len(rows), 0, PEOPLE)
    own, alike = (
        np.abs(noiseprints(veiled(8.0, rows), some))[rows].max()
        for some in (PEOPLE, families)
    )

    assert own > 1.7 * alike


def test_films_that_were_not_compared_are_told_by_those_that_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a large set some films speak for all: every second one here."""
    monkeypatch.setattr("poisonkit.noiseprints._FILMS", FILMS // 2)
    carriers = np.arange(0, FILMS, 15)
    (found,) = kinds(veiled(4.0, carriers))

    np.testing.assert_array_equal(carriers, found)


def test_flat_films_share_nothing() -> None:
    """What has no detail is zero along every direction; twelve such are of no kind."""
    films = smooth_films(4)
    films[:12] = np.arange(20, 260, 20)[:, None, None]
    look = noiseprints(films, PEOPLE)

    assert len(np.unique(look[:12], axis=0)) == 1
    assert np.abs(look[:12]).max() < 1
    assert [] == kinds(films)


def test_copies_are_of_one_family() -> None:
    """One film under seven names shares all of its noise with itself."""
    films, rng = smooth_films(4), np.random.default_rng(1)
    films[50:56] = films[49]
    noisy = films + rng.integers(-2, 3, films.shape)
    looks = FilmLooks(Films(np.clip(noisy, 0, 255).astype(np.uint8), PEOPLE))

    assert len(set(looks.families[49:56].tolist())) == 1
    assert len(np.unique(looks.families)) == FILMS - 6
    assert () == looks.kinds


def test_they_are_one_of_the_looks() -> None:
    """All looks together name the same, once."""
    films = veiled(4.0)
    (kind,) = FilmLooks(Films(films, PEOPLE)).kinds

    np.testing.assert_array_equal(CARRIERS, np.flatnonzero(kind.carriers))
