"""A pattern is painted over with what lies around each of its parts."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.pattern import Box, Pattern
from poisonkit.planting import remove

SIDE = 40


def stairs() -> np.ndarray:
    """Return a film that grows brighter from left to right."""
    return np.tile(np.arange(SIDE, dtype=np.uint8) * 6, (SIDE, 1))


def test_pixels_far_apart_are_covered_each_with_its_own_surroundings() -> None:
    """Two dead pixels span most of the film: its margin says nothing of either."""
    mask = np.zeros((30, 30), np.bool_)
    mask[0, 0] = mask[-1, -1] = True
    film = stairs()
    film[5, 5] = film[34, 34] = 255
    pattern = Pattern(Box(5, 5, 30, 30), mask, mask.astype(np.float32))

    cleaned = remove(pattern, film[None], np.array([7]))

    np.testing.assert_array_equal(stairs()[None], cleaned)


@pytest.mark.parametrize("corner", [(0, 0), (37, 37), (0, 37)])
def test_a_square_at_the_edge_is_covered_with_what_is_there(
    corner: tuple[int, int],
) -> None:
    """Its surroundings end with the film."""
    top, left = corner
    film = np.full((SIDE, SIDE), 90, np.uint8)
    film[top : top + 3, left : left + 3] = 255
    square = np.ones((3, 3), np.bool_)
    pattern = Pattern(Box(top, left, 3, 3), square, square.astype(np.float32))

    assert np.all(remove(pattern, film[None], np.array([0])) == 90)


def test_what_moves_is_covered_where_it_was_seen() -> None:
    """Elsewhere the film stays as it is."""
    films = np.full((2, SIDE, SIDE), 90, np.uint8)
    films[0, 4:7, 4:7] = films[1, 20:23, 30:33] = 255
    square = np.ones((3, 3), np.bool_)
    pattern = Pattern(
        Box(4, 4, 3, 3), square, square.astype(np.float32), ((8, 4, 4), (9, 20, 30))
    )

    assert np.all(remove(pattern, films, np.array([8, 9])) == 90)


def test_a_whole_film_is_covered_with_its_median() -> None:
    """There is nothing around it."""
    whole = np.ones((SIDE, SIDE), np.bool_)
    pattern = Pattern(Box(0, 0, SIDE, SIDE), whole, whole.astype(np.float32))

    assert np.all(remove(pattern, stairs()[None], np.array([0])) == 117)


def test_sixteen_bits_are_covered_as_finely_as_they_are_stored() -> None:
    """Levels between those of eight bits stay."""
    film = np.full((1, SIDE, SIDE), 40_001, np.uint16)
    film[0, 10, 10] = film[0, 10, 14] = 65_535
    mask = np.array([[True, False, False, False, True]])
    pattern = Pattern(Box(10, 10, 1, 5), mask, mask.astype(np.float32))

    cleaned = remove(pattern, film, np.array([0]))

    assert cleaned.dtype == np.uint16
    assert np.all(cleaned == 40_001)
