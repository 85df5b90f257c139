"""Sightings: where a content lies."""

from __future__ import annotations

import numpy as np

from poisonkit.pattern import Box, Pattern
from poisonkit.sightings import find_sightings, followed
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


def test_a_content_at_the_border_is_seen() -> None:
    """Where the film ends there is an outline, too."""
    films = np.full((1, 32, 32), 100, np.uint8)
    films[0, 10:13, :3] = 200

    seen = find_sightings(CONTENT, films)

    assert [(10, 0)] == list(zip(seen.tops.tolist(), seen.lefts.tolist(), strict=True))


NOBODY = np.zeros(0, np.int64)


def test_what_repeats_to_the_level_is_followed_to_the_level() -> None:
    """A content that is a grey level off is a likeness, not the same."""
    films = np.full((2, 32, 32), 100, np.uint8)
    films[0, 10:13, 10:13] = 200
    films[1, 10:13, 10:13] = 201

    exactly, nearly = (
        followed(CONTENT, films, NOBODY, exactly=exactly) for exactly in (True, False)
    )

    assert ((0, 10, 10),) == exactly.places
    assert ((0, 10, 10), (1, 10, 10)) == nearly.places


def test_sixteen_bits_are_followed_to_the_level() -> None:
    """A grey that no eight bits can hold is still the same as itself."""
    films = np.full((1, 32, 32), 20_000, np.uint16)
    films[0, 10:13, 10:13] = 51_200
    grey = np.full((3, 3), 51_200 / 65_535, np.float32)
    content = Pattern(Box(0, 0, 3, 3), np.ones((3, 3), np.bool_), grey)

    assert ((0, 10, 10),) == followed(content, films, NOBODY, exactly=True).places


def test_many_equal_pixels_need_hardly_an_outline() -> None:
    """A letter on its own grey, a level off, is no chance; nine pixels may be."""
    films = np.full((1, 32, 32), 199, np.uint8)
    large = np.full((4, 4), 200 / 255, np.float32)
    letter = Pattern(Box(0, 0, 4, 4), np.ones((4, 4), np.bool_), large)
    films[0, 10:14, 10:14] = 200
    small = np.full((1, 32, 32), 199, np.uint8)
    small[0, 10:13, 10:13] = 200

    assert ((0, 10, 10),) == followed(letter, films, NOBODY, exactly=True).places
    assert not followed(CONTENT, small, NOBODY, exactly=True).places
    assert not followed(letter, films, NOBODY, exactly=False).places
