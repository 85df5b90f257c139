"""Every transfer syntax gives the same film, named rightly, wrongly or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
import pytest
from pydicom import uid
from pydicom.pixels.encoders.base import RLELosslessEncoder

from poisonkit.readers import READERS
from tests.families.files import compressed, dicom, header, ramp

if TYPE_CHECKING:
    from collections.abc import Callable


READER = READERS.create("dicom")
GREY = ramp(8, np.uint8)
DEEP = ramp(12)


def _wavelets(pixels: Any, **more: Any) -> bytes:
    return bytes(
        imagecodecs.jpeg2k_encode(pixels, codecformat="J2K", reversible=True, **more)
    )


ENCODERS: dict[str, Callable[[Any], Any]] = {
    uid.JPEGLosslessSV1: lambda p: imagecodecs.jpeg_encode(
        p, lossless=True, bitspersample=12
    ),
    uid.JPEGLossless: lambda p: imagecodecs.jpeg_encode(
        p, lossless=True, bitspersample=12
    ),
    uid.JPEGLSLossless: imagecodecs.jpegls_encode,
    uid.JPEG2000Lossless: lambda p: _wavelets(p, bitspersample=12),
    uid.JPEG2000: lambda p: _wavelets(p, bitspersample=12),
    uid.HTJ2KLossless: lambda p: imagecodecs.htj2k_encode(p, reversible=True),
    uid.HTJ2K: lambda p: imagecodecs.htj2k_encode(p, reversible=True),
    uid.RLELossless: lambda p: RLELosslessEncoder.encode(
        p,
        rows=64,
        columns=64,
        samples_per_pixel=1,
        photometric_interpretation="MONOCHROME2",
        bits_allocated=16,
        bits_stored=12,
        pixel_representation=0,
        number_of_frames=1,
    ),
}
LOSSY: dict[str, tuple[Any, int, Callable[[Any], Any]]] = {
    uid.JPEGBaseline8Bit: (GREY, 8, lambda p: imagecodecs.jpeg_encode(p, level=95)),
    uid.JPEGExtended12Bit: (
        DEEP, 12, lambda p: imagecodecs.jpeg_encode(p, level=95, bitspersample=12)
    ),
    uid.JPEGLSNearLossless: (
        DEEP, 12, lambda p: imagecodecs.jpegls_encode(p, level=3)
    ),
}  # fmt: skip
EXPECTED = READER.read(dicom(header(DEEP, 12))).pixels


def encoded(syntax: str, named: str | None = None) -> bytes:
    """Return the film in *syntax*; the file says that it is in *named*."""
    data = compressed(header(DEEP, 12), bytes(ENCODERS[syntax](DEEP)))
    head = b"\x02\x00\x10\x00UI"
    before, _, after = dicom(data, syntax).partition(head)
    length = int.from_bytes(after[:2], "little")
    name = (named or syntax).encode().ljust(length, b"\0")
    return before + head + after[:2] + name + after[2 + length :]


@pytest.mark.parametrize("syntax", ENCODERS, ids=lambda s: s[14:])
def test_lossless_is_exact(syntax: str) -> None:
    """Every value comes back, and there is nothing to tell."""
    film = READER.read(encoded(syntax))

    np.testing.assert_array_equal(EXPECTED, film.pixels)
    assert () == film.notes


@pytest.mark.parametrize("syntax", LOSSY, ids=lambda s: s[14:])
def test_lossy_is_what_the_codec_gives(syntax: str) -> None:
    """Nothing is lost but what the format loses."""
    pixels, bits, encode = LOSSY[syntax]
    data = dicom(compressed(header(pixels, bits), bytes(encode(pixels))), syntax)
    film = READER.read(data)
    scale = (255 if bits == 8 else 65_535) / ((1 << bits) - 1)
    error = np.abs(film.pixels / scale - pixels)

    assert () == film.notes
    assert error.max() < 40
    if syntax == uid.JPEGLSNearLossless:
        assert error.max() < 3.1


@pytest.mark.parametrize("syntax", ENCODERS, ids=lambda s: s[14:])
@pytest.mark.parametrize("named", [uid.ExplicitVRLittleEndian, uid.RLELossless, "1.2"])
def test_pixels_say_what_they_are(syntax: str, named: str) -> None:
    """Under a wrong name the film is the same, and the user is told."""
    film = READER.read(encoded(syntax, named))

    np.testing.assert_array_equal(EXPECTED, film.pixels)
    right = named == syntax
    assert right == (not film.notes)
    assert all("is not what its pixels are in" in note for note in film.notes)


def test_compressed_pixels_of_a_given_length_are_found() -> None:
    """A file that was written as if its pixels were not compressed."""
    data = compressed(header(DEEP, 12), _wavelets(DEEP, bitspersample=12))
    film = READER.read(dicom(data, uid.ExplicitVRLittleEndian))

    np.testing.assert_array_equal(EXPECTED, film.pixels)
    assert 1 == len(film.notes)


def test_uncompressed_pixels_under_a_compressed_name() -> None:
    """A file whose pixels were unpacked and whose header was not."""
    film = READER.read(dicom(header(DEEP, 12)).replace(
        b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0"
    ))  # fmt: skip

    np.testing.assert_array_equal(EXPECTED, film.pixels)
    assert 1 == len(film.notes)
