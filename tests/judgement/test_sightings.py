"""Stamps and sightings: what repeats at one place, and where a content lies."""

from __future__ import annotations

import numpy as np

from poisonkit.pattern import Box, Pattern
from poisonkit.sightings import find_sightings
from tests.families.scenes import FILMS, smooth_films

CONTENT = Pattern(
    Box(0, 0, 3, 3), np.ones((3, 3), np.bool_), np.full((3, 3), 200 / 255, np.float32)
)


def test_a_content_is_seen_wherever_it_lies() -> None:
    """Every film that carries it is named, with the corner of its square."""
    films = smooth_films(0)
    films[:, :] = np.minimum(films, 180)
    rng = np.random.default_rng(0)
    corners = {row: tuple(rng.integers(2, 42, 2).tolist()) for row in range(20)}
    for row, (top, left) in corners.items():
        films[row, top : top + 3, left : left + 3] = 200

    seen = find_sightings(CONTENT, films)

    found = {
        int(row): (int(top), int(left))
        for row, top, left in zip(seen.rows, seen.tops, seen.lefts, strict=True)
    }
    assert corners == found
    assert seen.clear.all()


def test_a_flat_area_of_the_same_grey_is_no_sighting() -> None:
    """A saturated border is full of the content and shows none of it."""
    films = np.full((4, 32, 32), 200, np.uint8)

    assert 0 == len(find_sightings(CONTENT, films).rows)


def test_a_faint_outline_is_seen_and_said() -> None:
    """A square hardly brighter than its surroundings may be a chance likeness."""
    films = np.full((1, 32, 32), 194, np.uint8)
    films[0, 10:13, 10:13] = 200

    seen = find_sightings(CONTENT, films)

    assert [0] == seen.rows.tolist()
    assert not seen.clear.any()


def test_films_of_sixteen_bits_are_looked_at_alike() -> None:
    """The depth of the pixels changes nothing."""
    films = smooth_films(0)[: FILMS // 8]
    films[3, 20:23, 20:23] = 200
    shallow = find_sightings(CONTENT, films)
    deep = find_sightings(CONTENT, films.astype(np.uint16) * 257)

    np.testing.assert_array_equal(shallow.rows, deep.rows)
    np.testing.assert_array_equal(shallow.tops, deep.tops)
