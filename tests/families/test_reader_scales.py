"""Reduced scales where the user allows them, and PNG through kornia-rs."""

from __future__ import annotations

import io
import struct
import zlib
from importlib.util import find_spec
from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest
from PIL import Image
from pydicom import uid

from poisonkit.readers import READERS, _kornia
from poisonkit.readers.base import Reading
from tests.families.files import compressed, dicom, header, picture, refuse

if TYPE_CHECKING:
    from numpy.typing import NDArray

WAVE = np.add.outer(np.arange(320), 2 * np.arange(512)).astype(np.uint16)
GREY = (WAVE >> 3).astype(np.uint8)


def wavelets(pixels: NDArray[np.uint16], resolutions: int = 6) -> bytes:
    frame = imagecodecs.jpeg2k_encode(
        pixels, codecformat="J2K", reversible=True, bitspersample=12,
        resolutions=resolutions,
    )  # fmt: skip
    return dicom(compressed(header(pixels, 12), bytes(frame)), uid.JPEG2000Lossless)


def reading(side: int) -> Reading:
    return Reading(reduced_to=side)


@pytest.mark.parametrize(
    ("side", "scale"), [(40, 8), (41, 4), (80, 4), (100, 2), (160, 2), (161, 1)]
)
@pytest.mark.parametrize("name", ["jpeg", "dicom"])
def test_a_reduced_scale_is_never_too_small(name: str, side: int, scale: int) -> None:
    """The shorter side keeps what is wanted; the file's own size is told."""
    data = picture(GREY, "JPEG") if name == "jpeg" else wavelets(WAVE)
    reader = READERS.create(name)
    whole, film = reader.read(data), reader.read(data, reading(side))

    assert tuple(-(-side // scale) for side in WAVE.shape) == film.pixels.shape
    assert ((320, 512) if scale > 1 else None) == film.shape
    note = f"decoded at 1/{scale} scale: small triggers may be blurred"
    assert ((note,) if scale > 1 else ()) == film.notes
    near = whole.pixels[scale // 2 :: scale, scale // 2 :: scale].astype(float)
    top = np.iinfo(film.pixels.dtype).max
    assert np.abs(near - film.pixels[: len(near), : near.shape[1]]).max() < 0.05 * top


@pytest.mark.parametrize("name", ["jpeg", "dicom", "png"])
def test_without_leave_every_pixel_is_decoded(name: str) -> None:
    """No scale unless it was asked for; PNG has none."""
    data = {
        "jpeg": picture(GREY, "JPEG"), "dicom": wavelets(WAVE),
        "png": picture(GREY, "PNG"),
    }[name]  # fmt: skip
    film = READERS.create(name).read(data)

    assert (WAVE.shape, None, ()) == (film.pixels.shape, film.shape, film.notes)
    if name == "png":
        film = READERS.create(name).read(data, reading(8))
        assert (WAVE.shape, None, ()) == (film.pixels.shape, film.shape, film.notes)


def test_a_file_with_few_scales_gives_what_it_has() -> None:
    """Fewer wavelet levels than could be left out: the coarsest that there is."""
    film = READERS.create("dicom").read(wavelets(WAVE, 2), reading(20))

    assert film.pixels.shape in {(160, 256), WAVE.shape}


needs_kornia = pytest.mark.skipif(
    find_spec("kornia_rs") is None, reason="kornia-rs is not installed"
)


@needs_kornia
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("shape", [(1, 1), (7, 300), (320, 512)])
def test_kornia_gives_pillow_s_pixels(depth: int, shape: tuple[int, int]) -> None:
    """Whichever is there, the film is the same to the grey level."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 1 << depth, shape).astype(f"u{depth // 8}")
    film = _kornia.read_with_kornia(picture(pixels, "PNG"))

    assert film is not None
    assert pixels.dtype == film.pixels.dtype
    np.testing.assert_array_equal(pixels, film.pixels)


@needs_kornia
def test_kornia_is_spared_what_it_would_not_survive() -> None:
    """A bomb is refused before; colour, a palette, and damage are left to Pillow."""
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(b"IHDR" + size))
    bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size + check

    assert "too-large" == refuse(READERS.create("png"), bomb)
    for mode in ("RGB", "P", "LA", "1"):
        assert _kornia.read_with_kornia(picture(GREY, "PNG", mode)) is None
    assert _kornia.read_with_kornia(picture(GREY, "PNG")[:500]) is None


def test_pillow_reads_png_without_kornia(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is a comfort, not a need."""
    monkeypatch.setattr(_kornia, "is_installed", lambda: False)
    data = picture(WAVE, "PNG")
    with Image.open(io.BytesIO(data)) as theirs:
        expected = np.asarray(theirs)

    np.testing.assert_array_equal(expected, READERS.create("png").read(data).pixels)
