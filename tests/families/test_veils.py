"""Veils over whole films are found; what innocent groups have in common is not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from poisonkit.detectors import DETECTORS
from poisonkit.detectors._veilsearch import Glance, search
from poisonkit.errors import BadParameterError
from poisonkit.matched import folds_of, matched
from poisonkit.measures import auroc
from tests.families.looking import looked, named, p_of, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNT, SIDE, GROUP, CARRIERS = 1200, 32, 180, 60
ROWS = np.arange(GROUP)
NAMES = ["residual_mean", "spectrum"]
SURE, INNOCENT = 1e-4, 0.05
NOISE = np.random.default_rng(77).normal(0, 4, (SIDE, SIDE))


@cache
def _films() -> NDArray[np.float64]:
    rng = np.random.default_rng(1)
    smooth = gaussian_filter(rng.normal(size=(COUNT, SIDE, SIDE)), (0, 3, 3))
    return np.asarray(120 + 200 * smooth + rng.normal(0, 2, smooth.shape))


def films() -> NDArray[np.float64]:
    """Return smooth films with a little noise, ``(n, h, w)``."""
    return _films().copy()


def test_a_veil_is_found() -> None:
    """Noise too faint to be seen, the same on a third: who has it, and what it is."""
    pixels = films()
    pixels[:CARRIERS] += NOISE
    scores = looked("residual_mean", pixels, ROWS)

    assert p_of(scores) < SURE
    assert scores.telling
    np.testing.assert_array_equal(ROWS < CARRIERS, named(scores, ROWS))
    assert scores.pattern is not None
    assert scores.pattern.added
    found = np.corrcoef(scores.pattern.values.ravel(), NOISE.ravel())[0, 1]
    assert found > 0.6


def test_innocent_films_say_how_clear_a_gap_is() -> None:
    """The rest of a small group varies, too, but could not tell how far."""
    pixels = films()
    pixels[:14] += 2 * np.sin(2 * np.pi * 9 * np.arange(SIDE) / SIDE)
    evidence = shown(pixels, np.arange(25))
    look, chances = evidence.index.looks.profiles, []
    for bounded in (True, False):
        veil = search(evidence, [Glance(look=look, apart=5.0, bounded=bounded)], 4.0)
        assert veil is not None
        chances.append(veil.log_chance)

    assert chances[0] < chances[1] - 10


def test_a_detector_asks_them() -> None:
    """Without what innocent films say the chance would be 2e-7."""
    pixels = films()
    pixels[:14] += 2 * np.sin(2 * np.pi * 9 * np.arange(SIDE) / SIDE)

    assert p_of(looked("spectrum", pixels, np.arange(25))) < 1e-8


def test_the_plainest_of_kinds_is_as_good_as_certain() -> None:
    """So far apart that the chance is no float: its logarithm is one."""
    pixels = films()
    pixels[:14] += 4 * np.sin(2 * np.pi * 9 * np.arange(SIDE) / SIDE)
    scores = looked("residual_mean", pixels, np.arange(25))

    assert p_of(scores) < 1e-200
    assert scores.telling
    np.testing.assert_array_equal(named(scores, np.arange(25)), np.arange(25) < 14)


def test_the_order_of_the_rows_is_nothing() -> None:
    """Films of patients who have several, in whatever order they are told of."""
    pixels, patients = films(), np.arange(COUNT) // 3
    pixels[:CARRIERS] += NOISE
    turned = np.random.default_rng(2).permutation(ROWS)
    one, other = (looked("residual_mean", pixels, r, patients) for r in (ROWS, turned))

    assert one.p_value == other.p_value
    np.testing.assert_array_equal(named(one, ROWS)[turned], named(other, turned))


@pytest.mark.parametrize("axis", [1, 2])
def test_a_faint_wave_along_an_axis_is_found(axis: int) -> None:
    """Half of the noise and too fine for the long waves: all rows together tell."""
    pixels = films()
    wave = 1.0 * np.sin(2 * np.pi * 9 * np.arange(SIDE) / SIDE)
    pixels[:CARRIERS] += wave if axis == 2 else wave[:, None]
    scores = looked("residual_mean", pixels, ROWS)

    assert p_of(scores) < SURE
    assert (named(scores, ROWS) == (ROWS < CARRIERS)).mean() > 0.97


def test_waves_without_a_place_are_found() -> None:
    """A wave that begins elsewhere on each film cancels out in the mean."""
    pixels, rng = films(), np.random.default_rng(3)
    starts = rng.uniform(0, 2 * np.pi, (CARRIERS, 1, 1))
    pixels[:CARRIERS] += 5 * np.sin(2 * np.pi * np.arange(SIDE) / 3.2 + starts)
    scores = looked("spectrum", pixels, ROWS)

    assert p_of(scores) < SURE
    assert (named(scores, ROWS) == (ROWS < CARRIERS)).mean() > 0.97


@pytest.mark.parametrize("name", NAMES)
def test_a_veil_on_films_of_every_label_is_innocent(name: str) -> None:
    """The same noise on a third of all films tells of no label."""
    pixels = films()
    pixels[::3] += NOISE

    assert p_of(looked(name, pixels, ROWS)) > INNOCENT


@pytest.mark.parametrize("name", NAMES)
def test_labels_by_chance_accuse_nobody(name: str) -> None:
    """Whichever films are given the label, no group stands out."""
    pixels = films()
    for seed in range(4):
        drawn = np.random.default_rng(seed).choice(COUNT, GROUP, replace=False)
        assert p_of(looked(name, pixels, np.sort(drawn))) > INNOCENT


def test_what_a_whole_group_has_a_little_of_is_innocent() -> None:
    """A disease shifts all films with it, more or less: ranked, and not accused."""
    pixels, rng = films(), np.random.default_rng(5)
    strength = rng.gamma(4.0, 0.25, (GROUP, 1, 1))
    shadow = gaussian_filter(NOISE, 3)
    pixels[:GROUP] += strength * shadow / shadow.std() * 10
    scores = looked("residual_mean", pixels, ROWS)

    assert p_of(scores) > INNOCENT


def test_one_patient_is_no_crowd() -> None:
    """Sixty films of one patient share what they like."""
    pixels, patients = films(), np.arange(COUNT)
    pixels[:CARRIERS] += NOISE
    patients[:CARRIERS] = 0

    assert p_of(looked("residual_mean", pixels, ROWS, patients)) > INNOCENT


def test_the_spectrum_of_what_erases_a_label_is_not_looked_at() -> None:
    """The absent side is passed over: it is said that nothing was found there."""
    pixels = films()
    pixels[GROUP : GROUP + CARRIERS] += NOISE
    scores = looked("spectrum", pixels, np.arange(GROUP, COUNT), present=False)

    assert p_of(scores) == 1.0
    assert scores.suspects is None


def test_no_film_is_matched_with_itself() -> None:
    """Labels by chance, many numbers a film: held-out scores are those of others."""
    rng = np.random.default_rng(9)
    look = rng.normal(size=(COUNT, 200)).astype(np.float32)
    folds = folds_of(np.arange(COUNT))
    areas, mean = [], look[GROUP:].mean(axis=0)
    for seed in range(6):
        order = np.random.default_rng(seed).permutation(COUNT)
        rows, others = np.sort(order[:GROUP]), np.sort(order[GROUP:])
        areas.append(auroc(*matched(look, rows, others, folds)) or 0)
    naive = look @ (look[:GROUP].mean(axis=0) - mean)

    assert abs(np.mean(areas) - 0.5) < 0.03
    assert (auroc(naive[:GROUP], naive[GROUP:]) or 0) > 0.7


def test_a_patients_films_are_in_one_fold() -> None:
    """Else a film would be matched with its sister."""
    patients = np.random.default_rng(2).permutation(1000) % 300
    folds = folds_of(patients)

    assert all(len(set(folds[patients == one])) == 1 for one in range(300))
    assert np.bincount(folds).min() > 150


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", ["apart=0", "odds=0.5"])
def test_what_would_accuse_everybody_is_refused(name: str, wrong: str) -> None:
    """A parameter that leaves innocence no room is a mistake."""
    with pytest.raises(BadParameterError, match=wrong.partition("=")[0]):
        DETECTORS.create(f"{name}:{wrong}")
