"""A picture that is only said to stand upright, and colour of sixteen bits."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageOps

from poisonkit.readers import READERS
from poisonkit.readers.base import Reading
from tests.families.files import ramp

UNEVEN = np.add.outer(2 * np.arange(48), np.arange(80)).astype(np.uint8)
TAG = 0x0112
TURNED = "turned as its EXIF orientation says"


def tagged(kind: str, value: int) -> bytes:
    """Return a picture of *kind* with the orientation *value*."""
    exif, buffer = Image.Exif(), io.BytesIO()
    exif[TAG] = value
    Image.fromarray(UNEVEN).save(buffer, kind, exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("value", range(2, 9))
def test_a_picture_is_turned_as_pillow_turns_it(kind: str, value: int) -> None:
    """Every value of the tag, to the grey level, and it is told."""
    data = tagged(kind, value)
    film = READERS.create(kind.lower()).read(data)

    with Image.open(io.BytesIO(data)) as theirs:
        upright = np.asarray(ImageOps.exif_transpose(theirs))
    np.testing.assert_array_equal(upright, film.pixels)
    assert (TURNED,) == film.notes


@pytest.mark.parametrize("value", [0, 1, 9, 60_000])
def test_other_values_turn_nothing(value: int) -> None:
    """Upright, and values that the standard does not know."""
    film = READERS.create("png").read(tagged("PNG", value))

    np.testing.assert_array_equal(UNEVEN, film.pixels)
    assert () == film.notes


def test_a_reduced_picture_is_turned_with_its_true_shape() -> None:
    """The fast way turns the small pixels and the shape that is written down."""
    large = np.kron(UNEVEN, np.ones((8, 8), np.uint8))
    exif, buffer = Image.Exif(), io.BytesIO()
    exif[TAG] = 6
    Image.fromarray(large).save(buffer, "JPEG", exif=exif)
    reader = READERS.create("jpeg")
    full = reader.read(buffer.getvalue())
    small = reader.read(buffer.getvalue(), Reading(reduced_to=40))

    assert large.shape[::-1] == full.pixels.shape == small.shape
    assert small.pixels.shape[0] > small.pixels.shape[1] < large.shape[0]


@pytest.mark.parametrize("channels", [2, 3, 4])
def test_colour_of_sixteen_bits_keeps_its_depth(channels: int) -> None:
    """Grey saved as colour is the same grey, transparency is passed over."""
    grey = ramp(16)
    samples = np.repeat(grey[..., None], channels, axis=2)
    film = READERS.create("png").read(bytes(imagecodecs.png_encode(samples)))

    np.testing.assert_array_equal(grey, film.pixels)
    assert np.uint16 == film.pixels.dtype
    assert ("16-bit colour read as luminance",) == film.notes


def test_colour_of_sixteen_bits_has_pillow_s_luminance() -> None:
    """The shares of red, green and blue are those of eight bits."""
    draw = np.random.default_rng(3)
    eight = draw.integers(0, 256, (40, 30, 3), np.uint8)
    film = READERS.create("png").read(
        bytes(imagecodecs.png_encode(eight * np.uint16(257)))
    )

    theirs = np.asarray(Image.fromarray(eight).convert("L"), int)
    assert np.abs(film.pixels / 257 - theirs).max() <= 1
