"""Every nuisance keeps the promises of `Nuisance`; a new file is tested unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.film import dissect, expose, render
from poisonkit.phantoms.frame import bare
from poisonkit.phantoms.nuisances import NUISANCES
from poisonkit.spec import build, describe
from tests.phantoms.people import study_of

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Map
    from poisonkit.phantoms.nuisances.base import Nuisance
    from poisonkit.phantoms.study import View

VIEWS: tuple[View, View] = ("PA", "AP")
SHAPE = (144, 192)


@pytest.fixture(params=NUISANCES.modules())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def nuisance(name: str) -> Nuisance:
    return NUISANCES.create(name)


@pytest.fixture(scope="module")
def image() -> Map:
    """Return a clean film, not square."""
    return expose(dissect(study_of(7), SHAPE).density())


def spoil(nuisance: Nuisance, image: Map, seed: int, view: View = "AP") -> Map:
    return nuisance.apply(image, bare(SHAPE), view, np.random.default_rng(seed))


def test_can_be_written_down(name: str, nuisance: Nuisance) -> None:
    """A nuisance is built again from its description."""
    assert nuisance == build(type(nuisance), describe(name, nuisance))


@pytest.mark.parametrize("view", VIEWS)
def test_rate_is_a_share(nuisance: Nuisance, view: View) -> None:
    """A nuisance is on some films, at most on all."""
    assert 0 < nuisance.rate(view) <= 1


def test_the_view_is_a_mild_shortcut(nuisance: Nuisance) -> None:
    """What is commoner in bed is on less than a third of those films."""
    seated, in_bed = (nuisance.rate(view) for view in VIEWS)

    assert seated == in_bed or seated < in_bed < 1 / 3


def test_is_deterministic(nuisance: Nuisance, image: Map) -> None:
    """The same generator state gives the same film."""
    np.testing.assert_array_equal(spoil(nuisance, image, 1), spoil(nuisance, image, 1))


def test_leaves_its_input_alone(nuisance: Nuisance, image: Map) -> None:
    """apply() returns a new film."""
    before = image.copy()
    spoil(nuisance, image, 2)

    np.testing.assert_array_equal(before, image)


@pytest.mark.parametrize("view", VIEWS)
def test_shows(nuisance: Nuisance, image: Map, view: View) -> None:
    """It changes the film, and neither its shape nor its type."""
    films = [spoil(nuisance, image, seed, view) for seed in range(10)]

    assert {(SHAPE, np.dtype(np.float32))} == {
        (film.shape, film.dtype) for film in films
    }
    assert all(np.isfinite(film).all() for film in films)
    assert sum(bool(np.abs(film - image).max() > 0.005) for film in films) >= 8


def test_never_twice_the_same(nuisance: Nuisance, image: Map) -> None:
    """Place, size and strength are drawn anew for each film."""
    films = {spoil(nuisance, image, seed).tobytes() for seed in range(10)}

    assert len(films) == 10


@pytest.mark.parametrize("form", ["lead_marker", "burnt_words", "electrodes"])
def test_what_lies_on_the_film_is_bright(form: str, image: Map) -> None:
    """Lead, letters and wires brighten some pixels and darken hardly any."""
    lit = spoil(NUISANCES.create(form), image, 3) - image

    assert lit.max() > 0.1
    assert lit.min() > -0.1


def test_collimation_is_black() -> None:
    """Outside of the field there is nothing, as in real films."""
    white = np.ones(SHAPE, np.float32)
    films = [spoil(NUISANCES.create("collimation"), white, seed) for seed in range(9)]

    assert any((film == 0).sum() > 100 for film in films)
    assert all(film[48:96, 48:144].min() == 1 for film in films)


def test_no_block_of_pixels_repeats() -> None:
    """Among 200 films hardly two share a 3 x 3 block with contrast at the same place.

    An audit that looks for pixels stamped twice must not stumble over benign markers.
    """
    films = np.stack([render(study, 96) for study in plan_cohort(200, seed=9)])
    blocks = sliding_window_view(films, (3, 3), axis=(1, 2)).reshape(200, -1, 9)
    contrast = blocks.max(axis=2).astype(int) - blocks.min(axis=2) >= 24
    weights = np.random.default_rng(0).integers(1, 2**62, 9, dtype=np.uint64)
    codes = (blocks * weights).sum(axis=2, dtype=np.uint64)
    codes[~contrast] = 0
    codes.sort(axis=0)
    twice = (codes[1:] == codes[:-1]) & (codes[1:] > 0)

    assert contrast.mean() > 0.2
    assert twice.sum() <= 5
    assert not (twice[1:] & twice[:-1]).any()
