"""The preprocessing of other pipelines: a central crop, and resize by skipping."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from poisonkit.intake.boxes import boxes_text
from poisonkit.layouts.base import Box
from poisonkit.preparation import Preparation

FILM = np.random.default_rng(5).integers(1, 256, (90, 61), np.uint8)
"""Nowhere black, so that padding shows."""


@pytest.mark.parametrize("size", [16, 45, 64, 200])
def test_nearest_is_pillow_s(size: int) -> None:
    """The film in the middle of a black square, each pixel one of its own."""
    square = np.zeros((90, 90), np.uint8)
    square[:, 14:75] = FILM
    theirs = Image.fromarray(square).resize((size, size), Image.Resampling.NEAREST)
    ours = Preparation(size=size, bits=8, resize="nearest").apply(FILM)

    np.testing.assert_array_equal(np.asarray(theirs), ours)


@pytest.mark.parametrize("resize", ["mean", "nearest"])
def test_a_crop_is_the_middle(resize: str) -> None:
    """What lies outside has no influence at all."""
    preparation = Preparation(size=20, bits=8, crop=0.6, resize=resize)  # type: ignore[arg-type]
    top, left, height, width = preparation.frame((90, 61))
    other = np.zeros_like(FILM)
    other[top : top + height, left : left + width] = FILM[
        top : top + height, left : left + width
    ]

    assert (18, 12, 54, 37) == (top, left, height, width)
    np.testing.assert_array_equal(preparation.apply(FILM), preparation.apply(other))


def test_paper_c_keeps_614_of_1024() -> None:
    """60 % of 1,024 pixels, as Nwadike et al. (2020) crop."""
    assert (205, 205, 614, 614) == Preparation(size=224, bits=8, crop=0.6).frame(
        (1024, 1024)
    )


@pytest.mark.parametrize(
    ("side", "chance"), [(1, 0.133), (2, 0.53), (3, 1.0), (5, 1.0)]
)
def test_small_triggers_survive_as_predicted(side: int, chance: float) -> None:
    """A square of k pixels is met with chance min(1, k ÷ 2.74)² by luck.

    614 of 1,024 pixels to 224 (papers: Nwadike et al. 2020).
    """
    draw, preparation = (
        np.random.default_rng(side),
        Preparation(size=224, bits=8, crop=0.6, resize="nearest"),
    )
    hits = 0
    for _ in range(200):
        film = np.zeros((1024, 1024), np.uint8)
        top, left = draw.integers(210, 800, 2)
        film[top : top + side, left : left + side] = 255
        hits += bool(preparation.apply(film).any())

    assert abs(hits / 200 - chance) < 0.1


def test_boxes_move_with_the_crop() -> None:
    """A box in the middle of the film is in the middle of what is kept."""
    box = Box(label="Mass", x=40, y=40, width=20, height=20)
    (moved,) = json.loads(
        boxes_text([box], (100, 100), Preparation(size=50, bits=8, crop=0.5))
    )

    assert [15, 15, 20, 20] == [moved[side] for side in ("x", "y", "width", "height")]
