"""Islands: shapes with a step all around are one content wherever they lie."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.islands import find_islands, shape_in
from tests.families.scenes import smooth_films

LETTER = np.zeros((7, 5), np.bool_)
LETTER[:, 0] = LETTER[-1] = True
RING = np.ones((6, 6), np.bool_)
RING[2:4, 2:4] = False


def drawn(shape: np.ndarray, top: int, left: int, row: int = 3) -> np.ndarray:
    """Return smooth films, one of which bears *shape* in white."""
    films = smooth_films(0)[:8]
    height, width = shape.shape
    films[row, top : top + height, left : left + width][shape] = 250
    return films


@pytest.mark.parametrize("shape", [LETTER, RING])
def test_a_shape_is_found_with_the_box_around_it(shape: np.ndarray) -> None:
    """Film, corner, sides and pixels, and nothing else on smooth films."""
    seen = find_islands(drawn(shape, 20, 9))

    found = zip(
        seen.rows, seen.tops, seen.lefts, seen.heights, seen.widths, seen.areas,
        strict=True,
    )  # fmt: skip
    assert [(3, 20, 9, *shape.shape, shape.sum())] == list(found)


def test_a_content_is_one_number_wherever_it_lies() -> None:
    """Elsewhere it is the same; another outline, or another grey, is not."""
    here, there = (find_islands(drawn(LETTER, *at)) for at in ((5, 30), (31, 2)))
    turned = find_islands(drawn(LETTER[::-1], 5, 30))
    films = drawn(LETTER, 5, 30)
    films[films == 250] = 220
    darker = find_islands(films)

    assert here.contents == there.contents
    assert here.contents != turned.contents
    assert here.contents != darker.contents


def test_a_square_is_left_to_the_cutouts_and_a_flat_film_has_none() -> None:
    """What is found twice would be counted twice."""
    assert 0 == len(find_islands(drawn(np.ones((4, 4), np.bool_), 8, 8)).rows)
    assert 0 == len(find_islands(np.full((2, 24, 24), 90, np.uint8)).rows)


def test_half_of_the_film_is_no_island() -> None:
    """A bright shoulder ends in a step, too."""
    films = np.full((1, 40, 40), 30, np.uint8)
    films[0, 4:30, 4:36] = 200

    assert 0 == len(find_islands(films).rows)


@pytest.mark.parametrize("shape", [LETTER, RING])
def test_a_shape_is_told_from_what_lies_in_its_box(shape: np.ndarray) -> None:
    """The background within the box is no part of the mark."""
    levels = np.where(shape, 250, 90).astype(np.uint8)

    np.testing.assert_array_equal(shape, shape_in(levels, int(shape.sum())))
    assert shape_in(levels, levels.size).all()


def test_films_of_sixteen_bits_are_looked_at_alike() -> None:
    """The depth of the pixels changes nothing."""
    films = drawn(LETTER, 20, 9)
    shallow, deep = find_islands(films), find_islands(films.astype(np.uint16) * 257)

    assert shallow.contents == deep.contents
