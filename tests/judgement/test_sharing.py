"""Sharing: which films have a shape that is nearly the same, or the same."""

from __future__ import annotations

import numpy as np

from poisonkit.cutouts import find_cutouts
from poisonkit.sharing import Sharing

FILMS = np.full((4, 24, 24), 100, np.uint8)
FILMS[0, 3:6, 3:6] = 200
FILMS[1, 9:12, 4:7] = 200
FILMS[2, 5:8, 14:17] = 203
FILMS[3, 5:8, 5:8] = 20


def alike() -> Sharing:
    """Return who shares a square: three of four, of which two have the same."""
    shapes = find_cutouts(FILMS)
    return Sharing.of(shapes, shapes.contents)


def test_what_one_film_has_is_not_shared() -> None:
    """One line of three films; the fourth has a content of its own."""
    assert 1 == len(alike())
    assert [0, 1, 2] == alike().line(0).rows.tolist()


def test_what_is_a_few_levels_off_is_not_the_same() -> None:
    """Two of them hold the same to the level."""
    same = alike().exactly(FILMS)

    assert 1 == len(same)
    assert [0, 1] == same.line(0).rows.tolist()


def test_a_line_belongs_to_patients() -> None:
    """Two films of one patient are one carrier."""
    whose = alike().among(np.array([0, 0, 2, 3]))

    assert [[1, 0, 1, 0]] == whose.toarray().tolist()


def test_where_nothing_is_shared_nothing_is_the_same() -> None:
    """No film shows any shape."""
    plain = np.full((3, 24, 24), 100, np.uint8)
    shapes = find_cutouts(plain)
    none = Sharing.of(shapes, shapes.contents)

    assert 0 == len(none.exactly(plain))
    assert (0, 3) == none.among(np.arange(3)).shape
