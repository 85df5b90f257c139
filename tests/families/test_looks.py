"""Looks: a few numbers a film, the same whoever else is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit import looks
from poisonkit.profiles import profiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.arrays import Activations, Pixels

    Looking = Callable[[Pixels], Activations]

ALL = pytest.mark.parametrize(
    "look", [looks.coarse, looks.fine, looks.amplitudes, looks.grain, profiles]
)
FILMS = np.random.default_rng(8).integers(0, 256, (150, 40, 29)).astype(np.uint8)


@ALL
def test_one_line_of_finite_numbers_a_film(look: Looking) -> None:
    """Oblong films and the smallest, black ones among them, are no trouble."""
    for films in (FILMS, FILMS[:3], FILMS[:, :8, :8], FILMS * np.uint8(0)):
        seen = look(films)

        assert len(films) == len(seen)
        assert np.float32 == seen.dtype
        assert np.isfinite(seen).all()


@ALL
def test_the_order_of_films_changes_nothing(look: Looking) -> None:
    """Batches are for memory alone."""
    if look is looks.fine:
        pytest.skip("the strength of fine waves is learned from films at even steps")
    np.testing.assert_allclose(look(FILMS)[::-1], look(FILMS[::-1]), rtol=1e-4)


@ALL
def test_brightness_is_not_looked_at(look: Looking) -> None:
    """A film that is a little brighter everywhere looks as it did."""
    dim = FILMS // 2
    np.testing.assert_allclose(look(dim), look(dim + np.uint8(50)), atol=2e-3)


@ALL
def test_sixteen_bits_look_alike(look: Looking) -> None:
    """The same films in finer steps."""
    deep = FILMS.astype(np.uint16) * np.uint16(257)
    np.testing.assert_allclose(look(FILMS), look(deep), atol=1e-3)


@pytest.mark.parametrize("look", [looks.amplitudes, looks.grain])
def test_where_a_wave_begins_is_not_looked_at(look: Looking) -> None:
    """Half a film further on, round the edge, a film looks about the same."""
    films = FILMS[:, :32, :24]
    moved = np.roll(films, (16, 8), axis=(1, 2))

    np.testing.assert_allclose(look(films), look(moved), atol=2e-3)
