"""A stamp is a square at one place on more patients' films than radiographs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.detectors import DETECTORS
from poisonkit.evidence import Evidence, Need
from poisonkit.filmindex import FilmIndex
from poisonkit.films import Films
from poisonkit.finding import Group
from poisonkit.pattern import Box
from tests.families.scenes import FILMS, smooth_films

if TYPE_CHECKING:
    from poisonkit.stamps import Stamp

CARRIERS = np.arange(0, 240, 20)
"""Twelve films; of a label that half of the films have, all of them."""

POSITIVE = np.arange(FILMS) % 2 == 0


def index(films: np.ndarray, patients: np.ndarray | None = None) -> FilmIndex:
    """Return the index of *films*, by default each of a patient of its own."""
    own = np.arange(len(films)) if patients is None else patients
    return FilmIndex(Films(films, own))


def best(films: FilmIndex) -> Stamp | None:
    """Return the stamp that most surprises."""
    return min(films.stamps, key=lambda stamp: stamp.log_chance, default=None)


def stamped(value: int = 250) -> np.ndarray:
    """Return films of which the carriers have a square at one place."""
    films = smooth_films(1)
    films[CARRIERS, 30:33, 20:23] = value
    return films


def evidence(films: FilmIndex, *, present: bool) -> Evidence:
    """Return one side of a label that every second film has."""
    rows = np.flatnonzero(POSITIVE == present)
    others = np.flatnonzero(POSITIVE != present)
    return Evidence(Group("Mass", present), rows, others, {Need.IMAGES: films})


def test_a_square_on_many_patients_is_a_stamp() -> None:
    """It is found without any label, with its place and all of its pixels."""
    stamp = best(index(stamped()))

    assert stamp is not None
    assert Box(30, 20, 3, 3) == stamp.pattern.box
    assert stamp.pattern.mask.all()
    assert stamp.log_chance < np.log(1e-4)


def test_a_letter_at_one_place_is_a_stamp() -> None:
    """A shape that is no square: all of its pixels, and none of those beside it."""
    films = smooth_films(1)
    films[CARRIERS, 30:39, 20] = films[CARRIERS, 38, 20:26] = 250
    stamp = best(index(films))

    assert stamp is not None
    assert Box(30, 20, 9, 6) == stamp.pattern.box
    assert 14 == stamp.pattern.mask.sum()
    assert stamp.log_chance < np.log(1e-4)


def test_a_square_in_the_very_corner_is_a_stamp() -> None:
    """It has no step on two sides, where the film ends."""
    films = smooth_films(1)
    films[CARRIERS, -3:, -3:] = 250
    stamp = best(index(films))

    assert stamp is not None
    assert Box(45, 45, 3, 3) == stamp.pattern.box
    assert stamp.log_chance < np.log(1e-4)


def test_a_checkerboard_at_one_place_is_whole() -> None:
    """A corner of it, 2 x 2, lies twice on each film, and does not move."""
    films = smooth_films(1)
    films[CARRIERS, 30:33, 20:23] = 255 * (np.indices((3, 3)).sum(0) % 2)
    stamp = best(index(films))

    assert stamp is not None
    assert Box(30, 20, 3, 3) == stamp.pattern.box
    assert () == stamp.pattern.places


def test_a_logo_on_all_films_is_no_stamp() -> None:
    """What every film shows sets none of them apart, even if nothing else repeats."""
    films = smooth_films(1)
    films[:, 30:33, 20:23] = 250

    assert best(index(films)) is None


def test_an_unknown_label_speaks_for_neither_side() -> None:
    """Half of the carriers' labels are unknown: the others all lack it."""
    films = index(stamped())
    lacking = np.arange(0, FILMS, 40)
    rows = np.union1d(lacking, np.arange(200, FILMS))
    others = np.setdiff1d(np.arange(1, FILMS, 2), rows)
    told = Evidence(Group("Mass", present=False), rows, others, {Need.IMAGES: films})
    scores = DETECTORS.create("repeated_pixels").score(told)

    assert scores.p_value is not None
    assert scores.p_value < 1e-3


def test_a_square_that_moves_is_a_stamp_of_whom_it_lies_on() -> None:
    """Whatever erases a label may lie elsewhere on each film: half of them lack it."""
    films, rng = smooth_films(1), np.random.default_rng(3)
    carriers = np.flatnonzero(~POSITIVE)[::8]
    for row in carriers.tolist():
        top, left = rng.integers(2, 42, 2).tolist()
        films[row, top : top + 4, left : left + 4] = 250
    scores = DETECTORS.create("repeated_pixels").score(
        evidence(index(films), present=False)
    )

    assert scores.p_value is not None
    assert scores.p_value < 1e-3
    rows = np.flatnonzero(~POSITIVE)
    np.testing.assert_array_equal(carriers, rows[scores.suspicion >= 0.75])


def test_a_stamp_that_erases_goes_with_the_label_within_patients() -> None:
    """Twenty patients' first two of eight films bear it, of which the last have it.

    If six have it that is no chance; if two, an innocent mark may go as much with it.
    """
    films, number = smooth_films(1), np.arange(FILMS) % 8
    sick = np.arange(FILMS) < 20 * 8
    films[sick & (number < 2), 30:33, 20:23] = 250
    given = {Need.IMAGES: index(films, np.arange(FILMS) // 8)}
    for first, telling in ((6, False), (2, True)):
        has = sick & (number >= first)
        sides = np.flatnonzero(~has), np.flatnonzero(has)
        lacking = Evidence(Group("Mass", present=False), *sides, given)
        scores = DETECTORS.create("repeated_pixels").score(lacking)

        assert telling is scores.telling


def moving(spread: int) -> np.ndarray:
    """Return films of which seven have a grey square of 2 px, each elsewhere."""
    films, rng = smooth_films(1), np.random.default_rng(3)
    films[CARRIERS[:7]] //= 4
    for row in CARRIERS[:7].tolist():
        top, left = rng.integers(2, 42, 2).tolist()
        levels = 150 + rng.integers(-spread, spread + 1, (2, 2))
        films[row, top : top + 2, left : left + 2] = levels
    return films


def test_few_small_squares_are_a_stamp_if_the_same_to_the_level() -> None:
    """Seven of four hundred; nearly alike they would be no surprise."""
    same, alike = best(index(moving(0))), best(index(moving(6)))

    assert same is not None
    assert same.log_chance < np.log(1e-3)
    np.testing.assert_array_equal(CARRIERS[:7], np.flatnonzero(same.shown))
    assert alike is None or alike.log_chance > np.log(0.05)


def test_black_strips_along_the_border_are_no_stamp() -> None:
    """Films are padded by machines, which repeat to the level."""
    films = np.maximum(smooth_films(1), 40)
    films[CARRIERS, 0, 5:15] = 0
    films[CARRIERS[:6], 5:15, 0] = 0
    films[CARRIERS[6:], 15:25, 0] = 0
    stamp = best(index(films))

    assert stamp is None or stamp.log_chance > np.log(0.05)


@pytest.mark.parametrize("seed", range(3))
def test_films_that_share_nothing_have_no_stamp(seed: int) -> None:
    """On smooth films no square lies at the same place of many patients."""
    stamp = best(index(smooth_films(seed)))

    assert stamp is None or stamp.log_chance > np.log(0.05)


def test_one_patients_films_are_no_stamp() -> None:
    """A drain that one patient wears on twelve films is one patient's drain."""
    patients = np.arange(FILMS)
    patients[CARRIERS] = 7
    stamp = best(index(stamped(), patients))

    assert stamp is None or stamp.log_chance > np.log(0.05)


def test_an_overlay_on_all_films_is_no_stamp() -> None:
    """Where many squares repeat on many patients, one more is no surprise."""
    films, rng = smooth_films(1), np.random.default_rng(5)
    for top in range(2, 44, 6):
        for left in range(2, 44, 6):
            shared = rng.choice(FILMS, int(rng.integers(2, 60)), replace=False)
            films[shared, top : top + 3, left : left + 3] = 250
    stamp = best(index(films))

    assert stamp is None or stamp.log_chance > np.log(1e-2)


def test_a_common_label_does_not_hide_a_stamp() -> None:
    """Half of the films have the label: no count of labels alone would accuse."""
    films = index(stamped())
    scores = DETECTORS.create("repeated_pixels").score(evidence(films, present=True))

    assert scores.p_value is not None
    assert scores.p_value < 1e-6
    assert scores.telling
    rows = np.flatnonzero(POSITIVE)
    np.testing.assert_array_equal(CARRIERS, rows[scores.suspicion >= 0.75])


def test_a_stamp_that_goes_with_no_label_tells_of_none() -> None:
    """A mark on films of both sides is strange, but accuses neither of a label."""
    films = smooth_films(1)
    films[np.arange(0, 240, 10) + np.arange(24) % 2, 30:33, 20:23] = 250
    scores = [
        DETECTORS.create("repeated_pixels").score(
            evidence(index(films), present=present)
        )
        for present in (True, False)
    ]

    assert not any(one.telling and (one.p_value or 1) < 1e-3 for one in scores)
