"""From a film to a row: padded, resized, and not touched where it fits already."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from poisonkit.codecs import codecs
from poisonkit.preparation import Preparation

KINDS = {8: np.uint8, 16: np.uint16}


def film(shape: tuple[int, int], bits: int) -> np.ndarray:
    rng = np.random.default_rng(5)
    return rng.integers(0, 1 << bits, shape).astype(KINDS[bits])


@pytest.mark.parametrize("bits", [8, 16])
def test_a_film_that_fits_is_not_touched(bits: int) -> None:
    """Not one grey level changes."""
    pixels = film((64, 64), bits)

    assert Preparation(size=64, bits=bits).apply(pixels) is pixels


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("stored", [8, 16])
@pytest.mark.parametrize(
    "shape", [(200, 200), (300, 110), (111, 300), (20, 31), (64, 9), (3, 64)]
)
def test_a_film_is_padded_and_resized(
    shape: tuple[int, int], stored: int, bits: int
) -> None:
    """As if the black square had been made first, within one grey level of 255."""
    pixels, side = film(shape, stored), max(shape)
    square = np.zeros((side, side), np.float32)
    top, left = (side - shape[0]) // 2, (side - shape[1]) // 2
    square[top : top + shape[0], left : left + shape[1]] = pixels
    resized = torch.nn.functional.interpolate(
        torch.from_numpy(square)[None, None], (64, 64), mode="bilinear", antialias=True
    )[0, 0].numpy()
    expected = resized / ((1 << stored) - 1) * ((1 << bits) - 1)
    row = Preparation(size=64, bits=bits).apply(pixels)

    assert np.dtype(KINDS[bits]) == row.dtype
    assert (64, 64) == row.shape
    assert np.abs(row - expected).max() < 0.51


def test_white_stays_white_and_black_black() -> None:
    """The ends of one depth are the ends of the other."""
    for stored, bits in ((8, 16), (16, 8), (16, 16), (8, 8)):
        pixels = np.full((90, 90), (1 << stored) - 1, KINDS[stored])
        row = Preparation(size=32, bits=bits).apply(pixels)
        assert (row == (1 << bits) - 1).all()
        assert not Preparation(size=32, bits=bits).apply(pixels * 0).any()


def test_every_codec_is_there() -> None:
    """What this project declares decodes every kind of film."""
    found = codecs()
    names = [codec.name for codec in found]

    assert {"PNG", "JPEG"} < set(names)
    assert len(names) == len(set(names)) == 18
    assert all(codec.uses for codec in found)
    assert {"kornia-rs"} >= {word for codec in found for word in codec.missing}
    for codec in found:
        assert codec.uses not in codec.fallbacks
