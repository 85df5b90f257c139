"""What a codec can hold is all that is written into it, and it is written rightly."""

from __future__ import annotations

import imagecodecs
import numpy as np
import pytest
from pydicom import uid
from pydicom.encaps import get_frame

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import _frames
from poisonkit.readers._frames import Frame, codec_of
from poisonkit.readers._stream import Declared
from tests.families.files import compressed, dicom, header, reopened
from tests.families.originals import CODED, READER, SMOOTH, SQUARE, film, painted


def test_a_decoder_that_exceeds_the_stored_bits_does_not_blind_us() -> None:
    """Near white, nearly lossless: what was painted black is black."""
    draw = np.random.default_rng(1)
    cells = draw.integers(4080, 4096, SMOOTH.shape).astype(np.uint16)
    near = bytes(imagecodecs.jpegls_encode(cells, level=3))
    assert imagecodecs.jpegls_decode(near).max() > 4095
    data = dicom(compressed(header(cells, 12), near), uid.JPEGLSNearLossless)
    back = READER.original(painted(READER.original(data), 0).encoded()).stored * 4095

    assert back[SQUARE].max() < 4
    assert back[32:].min() > 4070


@pytest.mark.parametrize("kind", ["jpeg-ls", "htj2k"])
def test_a_sign_is_carried_into_wider_cells(kind: str) -> None:
    """Twelve bits become sixteen, and the lowest stays the lowest."""
    cells = np.full((64, 64), 0x0800, np.uint16)
    told = Declared(kind=kind, height=64, width=64, precision=12)
    encode = codec_of(kind)
    assert encode is not None
    coded, exact = encode(Frame(cells=cells, signed=True, told=told, source=b""))
    decode = {"jpeg-ls": imagecodecs.jpegls_decode, "htj2k": imagecodecs.jpeg2k_decode}

    assert exact
    assert (decode[kind](coded).view(np.int16) == -2048).all()


def test_a_frame_of_fewer_bits_than_stored_holds_what_it_can() -> None:
    """White is the highest value of ten bits where the header says twelve."""
    cells = SMOOTH >> 2
    frame = bytes(imagecodecs.jpeg_encode(cells, lossless=True, bitspersample=10))
    data = dicom(compressed(header(cells, 12), frame), uid.JPEGLosslessSV1)
    back = READER.original(painted(READER.original(data), 1).encoded()).stored * 4095

    assert (np.rint(back[SQUARE]) == 1023).all()
    np.testing.assert_array_equal(cells[32:], np.rint(back[32:]))


def test_runs_begin_at_even_places() -> None:
    """Each plane of bytes is padded, as the standard asks."""
    cells = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]], np.uint16) * 257
    told = Declared(kind="rle")
    encode = codec_of("rle")
    assert encode is not None
    coded, _ = encode(Frame(cells=cells, signed=False, told=told, source=b""))
    starts = np.frombuffer(coded, "<u4", 3)

    assert [2, 64, 80] == starts.tolist()
    assert 96 == len(coded)


def test_high_throughput_frames_can_be_read_in_parts() -> None:
    """Resolution by resolution, with the lengths of tiles, as one syntax promises."""
    data = film(uid.HTJ2KLosslessRPCL)
    coded = reopened(painted(READER.original(data), 1).encoded()).PixelData
    frame = get_frame(coded, 0, number_of_frames=1)
    style = frame.index(b"\xff\x52")

    assert b"\xff\x55" in frame[:200]
    assert 2 == frame[style + 5]


def test_offsets_that_are_no_longer_true_are_dropped() -> None:
    """A table of where frames lie would point beside the new one."""
    frame = CODED[uid.JPEG2000](SMOOTH)
    data = compressed(header(SMOOTH, 12), frame)
    data.ExtendedOffsetTable = bytes(8)
    data.ExtendedOffsetTableLengths = len(frame).to_bytes(8, "little")
    back = reopened(READER.original(dicom(data, uid.JPEG2000)).encoded())

    assert "ExtendedOffsetTable" not in back
    assert "ExtendedOffsetTableLengths" not in back


def test_what_does_not_come_back_is_not_handed_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An encoder that errs is found out before anybody has the file."""
    blank = CODED[uid.JPEG2000](np.zeros_like(SMOOTH))
    monkeypatch.setitem(_frames._CODECS, "j2k", ("JPEG2K", lambda _: (blank, True)))  # noqa: SLF001
    original = READER.original(film(uid.JPEG2000))
    with pytest.raises(UnreadableFileError, match="would not come back") as caught:
        original.encoded()

    assert "cannot-write" == caught.value.code
