"""A pattern that is added to films: planted, taken off, and controlled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from poisonkit.differences import difference, fine_part
from poisonkit.films import Films
from poisonkit.planting import plant, remove, transplant

RNG = np.random.default_rng(4)
CLEAN = RNG.integers(60, 200, size=(40, 16, 12)).astype(np.uint8)
VEIL = RNG.integers(-9, 10, size=(16, 12))
FILMS = CLEAN.copy()
FILMS[:15] = CLEAN[15:30] + VEIL
CARRIERS, OTHERS = np.arange(15), np.arange(15, 30)
PATTERN = difference(Films(FILMS, np.arange(40)), CARRIERS, OTHERS)


def test_the_difference_is_the_veil() -> None:
    """Films that are otherwise the same differ by what was added, to the level."""
    assert PATTERN.added
    np.testing.assert_allclose(VEIL / 255, PATTERN.values, atol=1e-6)


def test_it_is_added_and_taken_off() -> None:
    """What is planted is the veil, and without it the films are what they were."""
    planted = plant(PATTERN, CLEAN[15:30], RNG, 255)

    np.testing.assert_array_equal(FILMS[:15], planted)
    np.testing.assert_array_equal(CLEAN[15:30], remove(PATTERN, planted, CARRIERS))


def test_the_control_is_as_strong() -> None:
    """Another film shines through instead, and changes as much in the mean square."""
    moved = transplant(PATTERN, CLEAN[:10], CLEAN[10:20], RNG).astype(float)
    strength = np.sqrt(np.square(moved - CLEAN[:10]).mean(axis=(1, 2)))

    np.testing.assert_allclose(np.sqrt(np.square(VEIL).mean()), strength, rtol=0.1)


def test_the_fine_part_is_what_a_disease_is_not() -> None:
    """A shade over half of the film goes, noise that is as strong stays."""
    shade = np.where(np.arange(64) < 32, 9, -9) * np.ones((64, 1))
    noise = np.random.default_rng(1).normal(0, 9, (64, 64))
    whole = replace(PATTERN, values=(shade + noise).astype(np.float32))
    fine = fine_part(whole).values

    assert np.corrcoef(fine.ravel(), noise.ravel())[0, 1] > 0.9
    assert abs(fine[:, 8:24].mean() - fine[:, 40:56].mean()) < 1.0
