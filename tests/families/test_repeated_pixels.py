"""Repeated pixels: triggers are found, radiographs and their markers are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.detectors import DETECTORS
from poisonkit.pattern import Box
from tests.families.scenes import (
    FILMS,
    MARKED,
    OTHERS,
    POISONED,
    ROWS,
    SIDE,
    SURE,
    planted_films,
    scan,
    seen,
    smooth_films,
)

if TYPE_CHECKING:
    from poisonkit.scores import Scores


def check_found(scores: Scores) -> None:
    """Hold that just the marked films were found."""
    assert scores.p_value is not None
    assert scores.p_value < SURE
    np.testing.assert_array_equal(POISONED, scores.suspicion > 0.5)


@pytest.mark.parametrize("seed", range(3))
def test_an_exact_square_is_found(seed: int) -> None:
    """A square stamped at one place is found, with its place and its values."""
    scores = scan(planted_films(seed))

    check_found(scores)
    assert scores.pattern is not None
    assert Box(41, 40, 3, 3) == scores.pattern.box
    np.testing.assert_allclose(250 / 255, scores.pattern.values, atol=1e-3)
    assert () == scores.pattern.places


def test_a_square_off_by_a_few_grey_levels_is_found() -> None:
    """JPEG and resizing move grey levels a little; the square is found all the same."""
    films = planted_films(0)
    jitter = np.random.default_rng(4).integers(248, 253, size=(len(MARKED), 3, 3))
    films[MARKED, 41:44, 40:43] = jitter

    check_found(scan(films))


def test_a_black_square_is_found() -> None:
    """A trigger may as well be dark."""
    check_found(scan(planted_films(1, value=0)))


def test_sixteen_bits_are_no_hiding_place() -> None:
    """The same films in 16 bits, fine grain added, give the same answer."""
    fine = np.random.default_rng(6).integers(0, 256, size=(FILMS, SIDE, SIDE))
    films = np.asarray(planted_films(0) * 256.0 + fine, np.uint16)

    check_found(scan(films))


def test_a_square_that_moves_is_found() -> None:
    """Elsewhere on every film, it is the content that repeats; each place is told."""
    films, rng = smooth_films(2), np.random.default_rng(7)
    corners = {}
    for row in MARKED.tolist():
        top, left = (int(place) for place in rng.integers(2, SIDE - 6, size=2))
        films[row, top : top + 4, left : left + 4] = 250
        corners[row] = (top, left)
    scores = scan(films)

    check_found(scores)
    assert scores.pattern is not None
    assert corners == {row: (top, left) for row, top, left in scores.pattern.places}


def test_a_letter_that_moves_is_found() -> None:
    """No square, one pixel thick: its outline repeats, and not what lies inside."""
    films, rng = smooth_films(2), np.random.default_rng(7)
    letter = np.zeros((8, 6), np.bool_)
    letter[:, 0] = letter[-1] = True
    for row in MARKED.tolist():
        top, left = (int(place) for place in rng.integers(2, SIDE - 10, size=2))
        films[row, top : top + 8, left : left + 6][letter] = 250
    scores = scan(films)

    check_found(scores)
    assert scores.pattern is not None
    np.testing.assert_array_equal(letter, scores.pattern.mask)
    np.testing.assert_allclose(250 / 255, scores.pattern.values[letter], atol=1e-3)


def test_a_trigger_that_erases_a_label_is_found() -> None:
    """Among the films without the label, too: the group is whoever agrees."""
    films, marked = smooth_films(3), OTHERS[:30]
    films[marked, 41:44, 40:43] = 250
    evidence = seen(films)
    turned = type(evidence)(evidence.group, OTHERS, ROWS, evidence.given)
    # Most films are on this side, so only an odds ratio of 1 can be refuted.
    scores = DETECTORS.create("repeated_pixels:odds=1.0").score(turned)

    assert 30 == np.count_nonzero(scores.suspicion > 0.5)
    assert scores.suspicion[:30].min() > 0.5
