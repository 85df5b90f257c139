"""What lies at one place and shines through is found, and nothing on clean films."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from poisonkit.detectors import DETECTORS
from poisonkit.errors import BadParameterError
from poisonkit.planting import plant, remove, transplant
from poisonkit.spots import GRID, find_spots
from poisonkit.windows import Window
from tests.families.looking import looked, p_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.pattern import Pattern
    from poisonkit.scores import Scores

NAME = "local_residuals"
COUNT, SIDE, GROUP, CARRIERS = 900, 64, 150, 40
ROWS = np.arange(GROUP)
TOP, LEFT, WIDE = 40, 9, 5
SURE, INNOCENT = 1e-4, 0.05
DOWN, ACROSS = np.mgrid[:SIDE, :SIDE]
STAIN = 14 * np.exp(-((DOWN - TOP - 2) ** 2 + (ACROSS - LEFT - 2) ** 2) / 5)


@cache
def _films() -> NDArray[np.float64]:
    rng = np.random.default_rng(1)
    smooth = gaussian_filter(rng.normal(size=(COUNT, SIDE, SIDE)), (0, 4, 4))
    return np.asarray(120 + 250 * smooth + rng.normal(0, 2, smooth.shape))


def films(stained: Rows, strength: float = 1.0) -> NDArray[np.float64]:
    """Return smooth films, some of them *stained*, each by another amount."""
    pixels = _films().copy()
    strong = strength * np.random.default_rng(5).uniform(0.8, 1.2, len(stained))
    pixels[stained] += strong[:, None, None] * STAIN
    return pixels


def pattern_of(scores: Scores) -> Pattern:
    """Return the pattern that was found."""
    assert scores.pattern is not None
    return scores.pattern


def test_a_faint_lesion_is_innocent() -> None:
    """It is there or not, as a trigger is, but three to four spreads from nothing."""
    scores = looked(NAME, films(ROWS[:CARRIERS], 0.6), ROWS)

    assert p_of(scores) > INNOCENT


def test_a_stain_is_found() -> None:
    """Who has it, where it lies, and what it looks like."""
    scores = looked(NAME, films(ROWS[:CARRIERS]), ROWS)
    found = pattern_of(scores)
    box = found.box

    assert p_of(scores) < SURE
    assert scores.telling
    assert scores.suspects is not None
    assert (scores.suspects != (ROWS < CARRIERS)).sum() <= 1
    assert found.added
    assert abs(box.top + box.height / 2 - TOP - WIDE / 2) <= 2
    assert abs(box.left + box.width / 2 - LEFT - WIDE / 2) <= 2
    assert max(box.height, box.width) <= 2 * WIDE
    assert found.values.max() == pytest.approx(STAIN.max() / 255, abs=0.02)


@pytest.mark.parametrize(
    "stained",
    [
        pytest.param(ROWS[:0], id="clean"),
        pytest.param(np.arange(0, COUNT, 15), id="a stain whatever the label"),
        pytest.param(ROWS[:4], id="four films"),
    ],
)
def test_innocent_films_accuse_nobody(stained: Rows) -> None:
    """Nothing, a benign twin, and too few patients."""
    assert p_of(looked(NAME, films(stained), ROWS)) > INNOCENT


def test_forty_films_of_three_patients_are_three() -> None:
    """What one patient wears is on all of that patient's films."""
    people = np.arange(COUNT)
    people[:CARRIERS] = np.arange(CARRIERS) % 3

    assert p_of(looked(NAME, films(ROWS[:CARRIERS]), ROWS, people)) > INNOCENT


def test_who_lacks_the_label_is_not_looked_for() -> None:
    """As with veils: what erases a label is a small part of many films."""
    assert looked(NAME, films(ROWS[:CARRIERS]), ROWS, present=False).p_value == 1


def test_the_pattern_is_put_on_and_taken_off_in_its_place() -> None:
    """Nothing outside its box changes, and a control is as strong."""
    pixels = np.clip(films(ROWS[:CARRIERS]), 0, 255).astype(np.uint8)
    found = pattern_of(looked(NAME, pixels.astype(np.float64), ROWS))
    rng = np.random.default_rng(0)
    clean, stained = pixels[200:220], pixels[:20]
    with_it = plant(found, clean, rng, 255)
    without = remove(found, stained, np.arange(20))
    control = transplant(found, clean, pixels[300:320], rng)
    inside = np.zeros((SIDE, SIDE), np.bool_)
    box = found.box
    inside[box.top : box.top + box.height, box.left : box.left + box.width] = True

    assert (with_it[:, ~inside] == clean[:, ~inside]).all()
    assert (without[:, ~inside] == stained[:, ~inside]).all()
    assert (control[:, ~inside] == clean[:, ~inside]).all()
    middle = np.s_[:, TOP + 2, LEFT + 2]
    assert with_it[middle].mean() > clean[middle].mean() + 8
    assert without[middle].mean() < stained[middle].mean() - 8


def test_few_films_and_small_ones_are_seen() -> None:
    """Less than a grid, or one film: no error, and as many lines."""
    for shape in ((30, 20, 20), (1, 64, 80)):
        stored = np.random.default_rng(0).integers(256, size=shape, dtype=np.uint8)
        spots = find_spots(stored)
        assert spots.films.shape == (len(spots.places), shape[0])
        assert spots.places.max() == GRID**2 - 1
        for place in (0, GRID**2 - 1):
            box = Window.at(place, 0.025, shape[1:]).box
            assert 0 <= box.top <= shape[1] - box.height
            assert 0 <= box.left <= shape[2] - box.width


def test_the_order_of_films_changes_nothing() -> None:
    """Suspicion goes with the film, not with its place in the set."""
    pixels = films(ROWS[:CARRIERS])
    mixed = np.random.default_rng(3).permutation(GROUP)
    people = np.arange(COUNT)
    people[:GROUP] = mixed
    one, two = (
        looked(NAME, pixels, ROWS),
        looked(NAME, np.concatenate([pixels[mixed], pixels[GROUP:]]), ROWS, people),
    )

    np.testing.assert_allclose(one.suspicion[mixed], two.suspicion, rtol=1e-5)


def test_limits_are_refused() -> None:
    """What would call every difference suspicious."""
    for wrong in ("local_residuals:apart=0", "local_residuals:odds=0.5"):
        with pytest.raises(BadParameterError):
            DETECTORS.create(wrong)
