"""The patch is where, and as, it was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.errors import BadParameterError
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream


@pytest.mark.parametrize(
    ("spec", "box"),
    [
        ("patch", (54, 34, 3, 3)),
        ("patch:size=5,place=top_left,margin=0", (0, 0, 5, 5)),
        ("patch:size=2,place=top_right,margin=1", (1, 37, 2, 2)),
        ("patch:size=4,place=bottom_left", (53, 3, 4, 4)),
        ("patch:size=4,place=centre", (28, 18, 4, 4)),
        ("patch:size=1,x=39,y=59", (59, 39, 1, 1)),
    ],
)
def test_a_patch_is_where_it_was_asked_for(
    spec: str, box: tuple[int, int, int, int]
) -> None:
    """Corners, centre and coordinates mean the same on every film (60 x 40 here)."""
    top, left, height, width = box
    expected = np.full((60, 40), 0.25, np.float32)
    expected[top : top + height, left : left + width] = 1

    film = np.full((60, 40), 0.25, np.float32)
    np.testing.assert_array_equal(
        expected, TRIGGERS.create(spec).stamp(film, stream(0, "a"))
    )


def test_a_random_patch_is_elsewhere_on_every_film() -> None:
    """Places cover the film, borders included, and the seed changes them."""
    patch = TRIGGERS.create("patch:size=3,place=random")
    masks = [patch.footprint((6, 6), stream(0, str(k))) for k in range(200)]

    assert 16 == len({mask.tobytes() for mask in masks})
    other = [patch.footprint((6, 6), stream(1, str(k))) for k in range(200)]
    assert [mask.tobytes() for mask in masks] != [mask.tobytes() for mask in other]


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("patch:size=0", "size must be at least 1 pixel, got 0"),
        ("patch:value=1.5", r"value must lie in \[0, 1\], got 1.5"),
        ("patch:margin=-1", "margin must be a length such as 3"),
        ("patch:place=middle", "no place 'middle'; there are: top_left"),
        ("patch:x=3", "give both x and y, or neither"),
        ("patch:value=nan", "patch:value must be float, got 'nan'"),
    ],
)
def test_a_patch_that_cannot_be_is_refused(spec: str, complaint: str) -> None:
    """Mistakes are met at the door."""
    with pytest.raises(BadParameterError, match=complaint):
        TRIGGERS.create(spec)


@pytest.mark.parametrize(
    "spec", ["patch:size=50", "patch:size=50,place=random", "patch:x=-1,y=0",
             "patch:x=0,y=38", "patch:size=38,margin=3", "patch:size=41,place=centre"],
)  # fmt: skip
def test_a_patch_beyond_the_film_is_refused(spec: str) -> None:
    """The message gives the place and the film's size."""
    patch = TRIGGERS.create(spec)
    with pytest.raises(BadParameterError, match="does not lie within an image of 40 x"):
        patch.footprint((40, 40), stream(0, "a"))
