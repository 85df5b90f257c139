"""Repeated pixels: radiographs, borders, markers and one patient's films are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.detectors import DETECTORS
from poisonkit.errors import BadParameterError
from tests.families.scenes import (
    FILMS,
    INNOCENT,
    MARKED,
    ROWS,
    SURE,
    scan,
    seen,
    smooth_films,
)

if TYPE_CHECKING:
    from poisonkit.scores import Scores


def check_silent(scores: Scores) -> None:
    """Hold that nobody is accused."""
    assert scores.p_value is not None
    assert scores.p_value > INNOCENT
    assert scores.separation < 2


@pytest.mark.parametrize("seed", range(5))
def test_films_do_not_repeat(seed: int) -> None:
    """Nothing planted, nobody accused."""
    check_silent(scan(smooth_films(seed)))


def test_black_borders_do_not_repeat() -> None:
    """Collimated films share their black borders, whatever their labels."""
    films, rng = smooth_films(0), np.random.default_rng(8)
    for row in np.flatnonzero(rng.random(FILMS) < 0.6):
        films[row, :, :5] = 0
        films[row, -4:] = 0

    check_silent(scan(films))


@pytest.mark.parametrize("often", [0.3, 0.9])
def test_saturated_markers_are_innocent(often: float) -> None:
    """A white letter at one place on films of every label accuses nobody."""
    films, rng = smooth_films(1), np.random.default_rng(9)
    for row in np.flatnonzero(rng.random(FILMS) < often):
        films[row, 3:10, 4:6] = 255
        films[row, 8:10, 4:9] = 255

    check_silent(scan(films))


def test_a_marker_may_go_with_the_disease() -> None:
    """PORTABLE stands on the films of sicker patients: that much is natural."""
    films, rng = smooth_films(2), np.random.default_rng(10)
    often = np.full(FILMS, 0.2)
    often[ROWS] = 0.4  # an odds ratio of 2.7
    for row in np.flatnonzero(rng.random(FILMS) < often):
        films[row, 3:10, 4:6] = 255
        films[row, 8:10, 4:9] = 255

    check_silent(scan(films))
    jealous = DETECTORS.create("repeated_pixels:odds=1.0").score(seen(films))
    assert jealous.separation > scan(films).separation


def test_one_patient_s_films_are_one_witness() -> None:
    """Repeated films of one patient agree on everything, and prove nothing."""
    films, patients = smooth_films(3), np.arange(FILMS)
    films[MARKED] = films[MARKED[0]]
    films[MARKED, 20:23, 20:23] = 240
    patients[MARKED] = MARKED[0]

    check_silent(scan(films, patients))
    # The same films of as many patients would be a scandal.
    assert (scan(films).p_value or 0) < SURE


def test_odds_below_one_are_refused() -> None:
    """They would call every association suspicious."""
    with pytest.raises(BadParameterError, match="odds must be 1 or more"):
        DETECTORS.create("repeated_pixels:odds=0.5")
