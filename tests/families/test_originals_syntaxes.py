"""Every transfer syntax that is read is written: the same syntax, the same film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
import pytest
from pydicom import uid
from pydicom.encaps import get_frame

from poisonkit.arrays import as_image
from poisonkit.errors import UnreadableFileError
from tests.families.files import compressed, dicom, header, reopened
from tests.families.originals import (
    CODED,
    LOSSLESS,
    LOSSY,
    READER,
    SMOOTH,
    film,
    outside,
    painted,
)

if TYPE_CHECKING:
    from poisonkit.readers.base import Original


def short(syntax: Any) -> str:
    return str(syntax)[14:]


@pytest.mark.parametrize("syntax", LOSSLESS, ids=short)
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
@pytest.mark.parametrize("grey", [0.0, 0.5, 1.0])
def test_lossless_is_exact(syntax: str, grey: float, signed: bool) -> None:  # noqa: FBT001
    """Nothing but the square changes, to the bit, and the square is what was asked."""
    cells = (SMOOTH.astype(np.int16) - 2048) if signed else SMOOTH
    data = film(syntax, cells)
    source = READER.original(data)
    np.testing.assert_array_equal(as_image(READER.read(data).pixels), source.shown)
    same = source.encoded()
    assert source.digest == READER.original(same).digest
    assert syntax == reopened(same).file_meta.TransferSyntaxUID

    changed = painted(source, grey)
    back = changed.encoded()
    assert changed.digest == READER.original(back).digest != source.digest
    np.testing.assert_array_equal(
        outside(READER.read(data).pixels), outside(READER.read(back).pixels)
    )
    assert np.abs(inside(READER.original(back)) - grey).max() <= 0.5 / 4095 + 1 / 65_535
    assert back == painted(READER.original(data), grey).encoded()


def inside(original: Original) -> Any:
    """Return the square as it is shown."""
    return original.shown[8:24, 16:40]


@pytest.mark.parametrize("syntax", LOSSY, ids=short)
@pytest.mark.parametrize("grey", [0.0, 0.5, 1.0])
def test_lossy_loses_what_its_codec_loses(syntax: str, grey: float) -> None:
    """Far from the square a value moves no further than rounding moves it."""
    cells, bits, encode, most = LOSSY[syntax]
    source = READER.original(
        dicom(compressed(header(cells, bits), encode(cells)), syntax)
    )
    changed = painted(source, grey)
    back = READER.original(changed.encoded())
    step = np.abs(source.stored - back.stored) * ((1 << bits) - 1)

    assert syntax == reopened(changed.encoded()).file_meta.TransferSyntaxUID
    assert step[32:].max() < most + 0.01
    assert np.abs(inside(back)[4:12, 8:20] - grey).max() < 0.03
    assert changed.encoded() == changed.encoded()


def frame(data: bytes) -> bytes:
    return get_frame(reopened(data).PixelData, 0, number_of_frames=1)


def test_the_manner_of_the_codec_is_the_source_s() -> None:
    """Tables of quantisation, predictor, nearness and precision are kept."""
    for syntax, marker, length in (
        (uid.JPEGBaseline8Bit, b"\xff\xdb", 69),
        (uid.JPEGExtended12Bit, b"\xff\xdb", 69),
        (uid.JPEGLSNearLossless, b"\xff\xda", 10),
    ):  # fmt: skip
        cells, bits, encode, _ = LOSSY[syntax]
        data = dicom(compressed(header(cells, bits), encode(cells)), syntax)
        one, two = frame(data), frame(READER.original(data).encoded())
        at = one.index(marker), two.index(marker)
        assert one[at[0] : at[0] + length] == two[at[1] : at[1] + length]
    for syntax in (uid.JPEGLossless, uid.JPEGLosslessSV1, uid.JPEG2000):
        data = film(syntax)
        assert frame(data) == frame(READER.original(data).encoded())


def test_an_odd_frame_is_padded_and_swapped_right() -> None:
    """Eight bits, an odd number of them, in 16-bit words of either order."""
    cells = np.arange(15, dtype=np.uint8).reshape(3, 5)
    for syntax in (uid.ExplicitVRLittleEndian, uid.ExplicitVRBigEndian):
        data = header(cells, 8)
        if syntax == uid.ExplicitVRBigEndian:
            words = np.frombuffer(cells.tobytes() + b"\0", "<u2")
            data.PixelData = words.byteswap().tobytes()
        data["PixelData"].VR = "OW"
        source = READER.original(dicom(data, syntax))
        image = source.stored.copy()
        image[2, 4] = 1
        back = reopened(source.repainted(image, stored=True).encoded())

        assert 16 == len(back.PixelData)
        np.testing.assert_array_equal([*range(14), 255], back.pixel_array.ravel())


def test_colour_and_wrong_names_are_refused() -> None:
    """They can be read, and the reason is one line with a code."""
    colour = header(
        np.zeros((8, 8, 3), np.uint8), 8, SamplesPerPixel=3, PlanarConfiguration=0,
        PhotometricInterpretation="RGB",
    )  # fmt: skip
    wrong = dicom(
        compressed(header(SMOOTH, 12), CODED[uid.JPEG2000](SMOOTH)),
        uid.JPEGLSLossless,
    )
    for data in (dicom(colour), wrong):
        READER.read(data)
        with pytest.raises(UnreadableFileError) as caught:
            READER.original(data)
        assert "cannot-write" == caught.value.code


def test_a_codec_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A film whose encoder was not built can be read, and that is said."""
    data = film(uid.HTJ2K)
    monkeypatch.setattr(imagecodecs.HTJ2K, "available", False)
    READER.read(data)
    with pytest.raises(UnreadableFileError, match=r"High-Throughput .* not written"):
        READER.original(data)
