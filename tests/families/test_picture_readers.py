"""PNG and JPEG to the grey level, and why a file is refused."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from tests.families.files import dicom, header, picture, png_chunk, ramp, refuse

GREY = ramp(8, np.uint8)
DEEP = ramp(16)
SMOOTH = np.add.outer(3 * np.arange(64), np.arange(64)).astype(np.uint8)


@pytest.mark.parametrize("pixels", [GREY, DEEP], ids=["8 bits", "16 bits"])
def test_png_is_exact(pixels: np.ndarray) -> None:
    """Every grey level comes back, at full depth."""
    film = READERS.create("png").read(picture(pixels, "PNG"))

    assert pixels.dtype == film.pixels.dtype
    np.testing.assert_array_equal(pixels, film.pixels)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P"])
def test_png_in_colour_is_grey(mode: str) -> None:
    """A grey film saved in colour, with transparency or a palette, is as it was."""
    film = READERS.create("png").read(picture(SMOOTH, "PNG", mode))

    np.testing.assert_array_equal(SMOOTH, film.pixels)
    assert (f"mode {mode} read as luminance",) == film.notes


def test_jpeg_is_what_pillow_decodes() -> None:
    """Every pixel at full scale, within what the format loses."""
    data = picture(SMOOTH, "JPEG")
    film = READERS.create("jpeg").read(data)

    with Image.open(io.BytesIO(data)) as theirs:
        np.testing.assert_array_equal(np.asarray(theirs), film.pixels)
    assert np.uint8 == film.pixels.dtype
    assert np.abs(film.pixels.astype(int) - SMOOTH).mean() < 4


def test_a_bomb_is_refused_before_memory_is_taken() -> None:
    """A small file that declares a huge picture is refused by its header."""
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", size) + png_chunk(b"IDAT", b"")
    huge = header(GREY, 8, Rows=60_000, Columns=60_000)

    assert "too-large" == refuse(READERS.create("png"), bomb)
    assert "too-large" == refuse(READERS.create("dicom"), dicom(huge))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"NumberOfFrames": 2}, "many-frames"),
        ({"BitsStored": 32}, "cannot-decode"),
        ({"Rows": 0}, "no-pixels"),
        ({"Rows": 640}, "cannot-decode"),
    ],
)
def test_dicom_says_why(change: dict[str, int], code: str) -> None:
    """The code in the quarantine is the reason."""
    with pytest.raises(UnreadableFileError) as caught:
        READERS.create("dicom").read(dicom(header(GREY, 8, **change)))

    assert code == caught.value.code


def test_dicom_without_an_image_is_no_film() -> None:
    """A report or a structure set among the films is put aside."""
    data = header(GREY, 8)
    del data.PixelData
    with pytest.raises(UnreadableFileError) as caught:
        READERS.create("dicom").read(dicom(data))

    assert "no-pixels" == caught.value.code
