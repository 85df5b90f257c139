"""The trigger that an audit keeps: exactly what it reconstructed, or refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadInputError
from poisonkit.pattern import Box, Pattern
from poisonkit.patternfile import pattern_place, read_pattern, write_pattern

if TYPE_CHECKING:
    from pathlib import Path

SHAPE = (12, 16)
FIXED = Pattern(
    Box(2, 3, 2, 3),
    np.array([[True, False, True], [True, True, True]]),
    np.linspace(0, 1, 6, dtype=np.float32).reshape(2, 3),
    tolerance=2.0,
)
MOVING = replace(FIXED, places=((4, 0, 0), (9, 10, 13)))
ADDED = Pattern(
    Box(0, 0, *SHAPE),
    np.ones(SHAPE, np.bool_),
    np.linspace(-0.1, 0.1, 192, dtype=np.float32).reshape(SHAPE),
    added=True,
)


@pytest.mark.parametrize("pattern", [FIXED, MOVING, ADDED])
def test_nothing_of_it_is_lost(pattern: Pattern, tmp_path: Path) -> None:
    """What is read is what was written: pixels, places and how it is planted."""
    write_pattern(tmp_path, "F1", pattern)
    again = read_pattern(tmp_path, "F1", SHAPE)

    np.testing.assert_array_equal(pattern.mask, again.mask)
    np.testing.assert_array_equal(pattern.values, again.values)
    assert (pattern.box, pattern.places) == (again.box, again.places)
    assert (pattern.tolerance, pattern.added) == (again.tolerance, again.added)


def test_the_same_trigger_is_the_same_bytes(tmp_path: Path) -> None:
    """A file holds no time and no place."""
    write_pattern(tmp_path, "F1", MOVING)
    write_pattern(tmp_path, "F2", MOVING)
    first, second = (pattern_place(tmp_path, name) for name in ("F1", "F2"))

    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("left", [b"", b"no tensors", None])
def test_what_cannot_be_read_is_refused(left: bytes | None, tmp_path: Path) -> None:
    """Missing, empty and damaged files cost one line that says what to do."""
    write_pattern(tmp_path, "F1", FIXED)
    place = pattern_place(tmp_path, "F1")
    place.unlink()
    if left is not None:
        place.write_bytes(left)

    with pytest.raises(BadInputError, match=r"missing or damaged: .* audit again"):
        read_pattern(tmp_path, "F1", SHAPE)


@pytest.mark.parametrize(
    "pattern", [MOVING, ADDED, replace(FIXED, places=((0, -1, 0),))]
)
def test_another_film_s_trigger_is_refused(pattern: Pattern, tmp_path: Path) -> None:
    """A trigger that would not lie within the films is not planted on them."""
    write_pattern(tmp_path, "F1", pattern)

    with pytest.raises(BadInputError, match="does not lie within 8 x 9 pixels"):
        read_pattern(tmp_path, "F1", (9, 8))


def test_a_trigger_that_shows_nothing_is_damaged(tmp_path: Path) -> None:
    """A mask without pixels and values that are no numbers are refused."""
    write_pattern(tmp_path, "F1", replace(FIXED, mask=np.zeros((2, 3), np.bool_)))
    write_pattern(tmp_path, "F2", replace(FIXED, values=FIXED.values * np.nan))

    for name in ("F1", "F2"):
        with pytest.raises(BadInputError, match="missing or damaged"):
            read_pattern(tmp_path, name, SHAPE)
