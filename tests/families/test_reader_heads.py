"""DICOM without a head, in the other byte order, and deflated."""

from __future__ import annotations

import io

import numpy as np
import pytest
from pydicom import dcmwrite, uid

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from tests.families.files import dicom, header, picture, ramp, reopened

READER = READERS.create("dicom")
DEEP = ramp(12)
EXPECTED = READER.read(dicom(header(DEEP, 12))).pixels


def plain(*, implicit: bool, little: bool = True) -> bytes:
    """Return the film uncompressed, without preamble and file meta information."""
    data, buffer = header(DEEP, 12), io.BytesIO()
    data.PixelData = DEEP.astype("<u2" if little else ">u2").tobytes()
    data["PixelData"].VR = "OW"
    dcmwrite(buffer, data, implicit_vr=implicit, little_endian=little)
    return buffer.getvalue()


def syntax_of(data: bytes) -> str:
    """Return the transfer syntax that a file names."""
    return str(reopened(data).file_meta.TransferSyntaxUID)


@pytest.mark.parametrize("implicit", [False, True])
def test_a_file_without_a_head(implicit: bool) -> None:  # noqa: FBT001 - a case
    """No preamble, no file meta information: recognised, read, and told."""
    data = plain(implicit=implicit)
    film = READER.read(data)
    kind = "Implicit" if implicit else "Explicit"

    assert READER.recognises(data[:132], "IM000001")
    np.testing.assert_array_equal(EXPECTED, film.pixels)
    told = f"its transfer syntax is not named: read as {kind} VR Little Endian"
    assert (told,) == film.notes


def test_big_endian_is_the_same_film() -> None:
    """With its file meta information, and guessed without."""
    body = plain(implicit=False, little=False)
    meta = dicom(header(DEEP, 12), uid.ExplicitVRLittleEndian)
    end = meta.index(b"\x08\x00\x16\x00")
    whole = meta[:end].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.2\0")
    film = READER.read(whole + body)

    np.testing.assert_array_equal(EXPECTED, film.pixels)
    assert () == film.notes
    np.testing.assert_array_equal(EXPECTED, READER.read(body).pixels)


def test_deflated_is_the_same_film() -> None:
    """Inflated once, by us, with an end."""
    data = dicom(header(DEEP, 12), uid.DeflatedExplicitVRLittleEndian)

    assert uid.DeflatedExplicitVRLittleEndian == syntax_of(data)
    np.testing.assert_array_equal(EXPECTED, READER.read(data).pixels)
    with pytest.raises(UnreadableFileError):
        READER.read(data[:-20])


def test_one_frame_of_a_multi_frame_object_is_a_film() -> None:
    """What counts is how many frames there are."""
    data = header(DEEP, 12, NumberOfFrames=1)

    np.testing.assert_array_equal(EXPECTED, READER.read(dicom(data)).pixels)


@pytest.mark.parametrize(
    "syntax", [uid.ExplicitVRLittleEndian, uid.DeflatedExplicitVRLittleEndian]
)
def test_a_large_film_is_read_where_it_lies(syntax: str) -> None:
    """Pixels that are not copied are the same pixels, and end where they end."""
    rng = np.random.default_rng(2)
    pixels = rng.integers(0, 1 << 16, (1024, 600), np.uint16)
    data = dicom(header(pixels, 16), syntax)

    np.testing.assert_array_equal(pixels, READER.read(data).pixels)
    with pytest.raises(UnreadableFileError):
        READER.read(data[:-1000])


def test_a_picture_under_a_dicom_name_is_a_picture() -> None:
    """A PNG that somebody renamed is left to the reader of PNG."""
    head = picture(DEEP, "PNG")[:132]

    assert not READER.recognises(head, "film.dcm")
    assert READERS.create("png").recognises(head, "film.dcm")
