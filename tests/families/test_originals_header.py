"""The header goes with a film that was changed; the caller may change it further."""

from __future__ import annotations

import numpy as np
from pydicom import Dataset, Sequence, uid

from tests.families.files import NAME, NUMBER, dicom, header, reopened, table
from tests.families.originals import READER, SMOOTH, SQUARE, painted


def rich() -> Dataset:
    """Return a film with everything in its header that might be lost."""
    data = header(
        SMOOTH, 12, PixelSpacing=[0.2, 0.2], LossyImageCompression="01",
        VOILUTSequence=Sequence([table([16 * k for k in range(256)], 0, 12)]),
    )  # fmt: skip
    data.add_new("SmallestImagePixelValue", "US", 0)
    data.add_new("LargestImagePixelValue", "US", int(SMOOTH.max()))
    block = data.private_block(0x0029, "OURS", create=True)
    block.add_new(1, "OB", bytes(range(256)) * 8192)
    block.add_new(2, "LO", "kept")
    return data


def test_the_header_goes_with_the_film() -> None:
    """Private and large elements, tables and preamble; only the extremes change."""
    data = b"II*\0".ljust(128, b"\7") + dicom(rich())[128:]
    film = READER.original(data)
    changed = painted(film, 0.5, stored=True)
    changed = changed.repainted(
        np.where(changed.stored == 0, np.float32(1), changed.stored), stored=True
    )
    one, two = reopened(data), reopened(changed.encoded())
    different = {
        element.keyword for element in one if element.value != two[element.tag].value
    }

    assert 0.2 == film.spacing == changed.spacing
    assert one.preamble == two.preamble
    assert one.file_meta == two.file_meta
    assert set(one.keys()) == set(two.keys())
    assert {"PixelData", "SmallestImagePixelValue", "LargestImagePixelValue"} == (
        different
    )
    extremes = two.SmallestImagePixelValue, two.LargestImagePixelValue
    assert (two.pixel_array.min(), two.pixel_array.max()) == extremes
    assert data == film.encoded()


def test_what_the_caller_sets_is_written_and_only_there() -> None:
    """The header is read when the file is made; the source keeps its own."""
    film = READER.original(dicom(rich()))
    changed = painted(film, 1)
    assert changed.header is not None
    changed.header.SOPInstanceUID = uid.UID("2.25.99")
    changed.header.file_meta.MediaStorageSOPInstanceUID = uid.UID("2.25.99")
    back = reopened(changed.encoded())

    assert "2.25.99" == back.SOPInstanceUID == back.file_meta.MediaStorageSOPInstanceUID
    assert "2.25.1" == reopened(film.encoded()).SOPInstanceUID
    for word in (NAME, NUMBER):
        assert word not in repr(changed)


def test_a_file_without_a_head_gets_one() -> None:
    """Neither preamble nor meta information: both are written."""
    whole = dicom(header(SMOOTH, 12), uid.ImplicitVRLittleEndian)
    start = whole.index(b"\x08\x00\x16\x00")
    changed = painted(READER.original(whole[start:]), 1)
    back = reopened(changed.encoded())

    assert uid.ImplicitVRLittleEndian == back.file_meta.TransferSyntaxUID
    assert 4095 == back.pixel_array[SQUARE].min()
    np.testing.assert_array_equal(SMOOTH[32:], back.pixel_array[32:])


def test_a_head_without_its_length_gets_one() -> None:
    """A preamble, but meta information that does not say how long it is."""
    whole = dicom(header(SMOOTH, 12))
    film = READER.original(whole[:132] + whole[144:])
    assert film.header is not None
    assert "FileMetaInformationGroupLength" not in film.header.file_meta

    assert whole == film.encoded()


def test_pixels_that_are_not_square_have_no_spacing() -> None:
    """A length in mm would be another one across: nothing is told, nothing guessed."""
    film = READER.original(dicom(header(SMOOTH, 12, PixelSpacing=[0.2, 0.3])))

    assert film.spacing is None
