"""Kinds: films under a veil are told from all others, and no innocent ones are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from poisonkit.filmlooks import FilmLooks
from poisonkit.films import Films
from tests.families.looking import looked, p_of

COUNT, SIDE = 900, 32
CARRIERS = np.arange(300, 336)
NOISE = np.random.default_rng(77).normal(0, 8, (SIDE, SIDE))
WAVE = 3 * np.sin(2 * np.pi * 9 * np.arange(SIDE) / SIDE)


def films(seed: int = 1) -> np.ndarray:
    """Return smooth films with a little noise, ``(n, h, w)``."""
    rng = np.random.default_rng(seed)
    smooth = gaussian_filter(rng.normal(size=(COUNT, SIDE, SIDE)), (0, 3, 3))
    return np.asarray(120 + 200 * smooth + rng.normal(0, 2, smooth.shape))


def seen(pixels: np.ndarray, patients: np.ndarray | None = None) -> FilmLooks:
    """Return the looks of films, by default each of a patient of its own."""
    own = np.arange(len(pixels)) if patients is None else patients
    return FilmLooks(Films(np.clip(np.rint(pixels), 0, 255).astype(np.uint8), own))


@pytest.mark.parametrize("veil", [NOISE, WAVE, WAVE[:, None]])
def test_films_under_a_veil_are_a_kind(veil: np.ndarray) -> None:
    """No label is given: four in a hundred films, and nearly all of them, are named."""
    pixels = films()
    pixels[CARRIERS] += veil
    (kind,) = seen(pixels).kinds

    assert kind.log_chance < np.log(1e-6)
    named = np.flatnonzero(kind.carriers)
    assert len(np.setdiff1d(named, CARRIERS)) == 0
    assert len(named) >= 0.9 * len(CARRIERS)


@pytest.mark.parametrize("seed", range(3))
def test_films_alike_are_of_one_kind(seed: int) -> None:
    """Nothing sets any of them apart."""
    assert () == seen(films(seed)).kinds


def test_what_nature_may_leave_accuses_nobody() -> None:
    """Much fainter it sets films apart, too, but no further than machines do."""
    pixels = films()
    pixels[CARRIERS] += NOISE / 12

    assert () == seen(pixels).kinds


def test_what_most_films_show_is_no_kind() -> None:
    """A grid on six films of ten is how films of this set look."""
    pixels = films()
    pixels[: 6 * COUNT // 10] += NOISE

    assert () == seen(pixels).kinds


def test_one_patients_films_are_no_kind() -> None:
    """Thirty films of one patient share what they like."""
    pixels, patients = films(), np.arange(COUNT)
    pixels[CARRIERS] += NOISE
    patients[CARRIERS] = 0

    assert () == seen(pixels, patients).kinds


def test_a_veil_that_erases_a_label_is_seen_on_films_without_it() -> None:
    """It is told who bears it and what it is; that it goes with a label is not."""
    pixels = films()
    pixels[CARRIERS] += NOISE
    without = np.arange(150, COUNT)
    scores = looked("residual_mean", pixels, without, present=False)

    assert p_of(scores) < 1e-4
    assert scores.shown is not None
    np.testing.assert_array_equal(CARRIERS, np.flatnonzero(scores.shown))
    assert not scores.telling
    assert scores.pattern is not None
    found = np.corrcoef(scores.pattern.values.ravel(), NOISE.ravel())[0, 1]
    assert found > 0.6


def test_a_veil_beyond_its_group_is_suspected_there_too() -> None:
    """One film in nine that bear it has the label all the same."""
    pixels = films()
    pixels[CARRIERS] += NOISE
    without = np.setdiff1d(np.arange(150, COUNT), CARRIERS[::9])
    scores = looked("residual_mean", pixels, without, present=False)

    assert scores.shown is not None
    np.testing.assert_array_equal(CARRIERS, np.flatnonzero(scores.shown))


def test_a_veil_on_films_of_both_sides_tells_of_neither() -> None:
    """A benign twin: strange, and no matter of this label."""
    pixels = films()
    pixels[::20] += NOISE
    half = np.arange(0, COUNT, 2)
    rest = np.arange(1, COUNT, 2)
    pixels[rest[:40]] += NOISE

    for rows, present in ((half, True), (rest, False)):
        assert p_of(looked("residual_mean", pixels, rows, present=present)) > 1e-3
