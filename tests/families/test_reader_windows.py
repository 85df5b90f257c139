"""Rescale, tables, windows, polarity and padding in every combination."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import Dataset, Sequence
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from poisonkit.readers import READERS
from tests.families.files import dicom, header, ramp, reopened, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

READER = READERS.create("dicom")
KINDS = {
    "8": (8, np.uint8), "7 of 8": (7, np.uint8), "10": (10, np.uint16),
    "12": (12, np.uint16), "16": (16, np.uint16), "12 signed": (12, np.int16),
    "8 signed": (8, np.int8), "12 of 32": (12, np.uint32), "16 signed": (16, np.int16),
}  # fmt: skip
CURVE = [int(1023 * (k / 255) ** 2) for k in range(256)]
MODALITY: dict[str, dict[str, Any]] = {
    "as it is": {},
    "rescale": {"RescaleSlope": 2.5, "RescaleIntercept": -300.0},
    "falling": {"RescaleSlope": -1.0, "RescaleIntercept": 255.0},
    "table": {"ModalityLUTSequence": Sequence([table(CURVE, 0, 16)])},
}
WINDOW = {"WindowCenter": 90.0, "WindowWidth": 61.0}
VOI: dict[str, dict[str, Any]] = {
    "no window": {},
    "linear": WINDOW,
    "exact": WINDOW | {"VOILUTFunction": "LINEAR_EXACT"},
    "sigmoid": WINDOW | {"VOILUTFunction": "SIGMOID"},
    "table": {"VOILUTSequence": Sequence([table(CURVE, 20, 10)])},
    "table and window": {"VOILUTSequence": Sequence([table(CURVE, 20, 10)])} | WINDOW,
}
CASES = list(product(KINDS, MODALITY, VOI, ["MONOCHROME1", "MONOCHROME2"]))


def outer(data: Dataset, bits: int) -> tuple[float, float]:
    """Return the values between which pydicom's result lies."""
    if "VOILUTSequence" in data:
        return 0, 1023
    if "ModalityLUTSequence" in data:
        return 0, 65_535
    low = -(1 << (bits - 1)) if data.PixelRepresentation else 0
    ends = np.array([low, low + (1 << bits) - 1], float)
    ends = ends * data.get("RescaleSlope", 1.0) + data.get("RescaleIntercept", 0.0)
    return float(ends.min()), float(ends.max())


@pytest.mark.parametrize(("kind", "first", "second", "polarity"), CASES)
@pytest.mark.filterwarnings("ignore:Applying a VOI LUT on a float")
@pytest.mark.filterwarnings("ignore:overflow encountered in exp")
def test_every_combination_is_pydicom_s(
    kind: str, first: str, second: str, polarity: str
) -> None:
    """The same two functions, to the grey level, for every value that there is."""
    bits, type_ = KINDS[kind]
    pixels = ramp(bits, type_)
    more = {**MODALITY[first], **VOI[second], "PhotometricInterpretation": polarity}
    data = dicom(header(pixels, bits, **more))
    film, theirs = READER.read(data), reopened(data)
    values = theirs.pixel_array.astype(np.int64)  # pydicom's tables overflow in less
    shown: NDArray[Any] = apply_modality_lut(values, theirs)
    shown = apply_voi_lut(shown if shown.dtype.kind != "f" else _whole(shown), theirs)
    low, high = outer(theirs, bits)
    share = np.clip((np.asarray(shown, float) - low) / (high - low), 0, 1)
    share = 1 - share if polarity == "MONOCHROME1" else share

    scale = 255 if bits <= 8 else 65_535
    np.testing.assert_array_equal(np.rint(share * scale), film.pixels)
    assert () == film.notes


def _whole(values: NDArray[Any]) -> NDArray[Any]:
    """Return whole numbers as such: a table is looked up, not interpolated."""
    return values.astype(np.int64) if (values == np.rint(values)).all() else values


@pytest.mark.parametrize("polarity", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("end", [None, 2060])
def test_padding_is_black(polarity: str, end: int | None) -> None:
    """What lies outside the film is no brightness, however it is stored."""
    pixels = ramp(12)
    more: dict[str, Any] = {"PhotometricInterpretation": polarity}
    plain = READER.read(dicom(header(pixels, 12, **more))).pixels
    more |= {"PixelPaddingValue": 2050}
    more |= {"PixelPaddingRangeLimit": end} if end else {}
    film = READER.read(dicom(header(pixels, 12, **more)))
    outside = (pixels >= 2050) & (pixels <= (end or 2050))

    assert outside.sum() == (11 if end else 1)
    np.testing.assert_array_equal(np.where(outside, 0, plain), film.pixels)


def test_padding_of_signed_values_is_black() -> None:
    """A negative padding value is read as such."""
    pixels = ramp(12, np.int16)
    film = READER.read(dicom(header(pixels, 12, PixelPaddingValue=-2000)))

    assert 0 == film.pixels[pixels == -2000].max()
    assert 0 < film.pixels[pixels == -1999].min()


def test_several_tables_are_told() -> None:
    """The first of two tables is used, and the user knows."""
    tables = Sequence([table(CURVE, 0, 10), table(CURVE[::-1], 0, 10)])
    film = READER.read(dicom(header(ramp(8, np.uint8), 8, VOILUTSequence=tables)))

    assert ("it has 2 windows: the first was used",) == film.notes
    assert 0 == film.pixels[0, 0] < film.pixels[-1, -1]


def test_bits_that_start_higher_are_shifted() -> None:
    """An old machine may store twelve bits at the upper end of sixteen."""
    pixels = ramp(12)
    film = READER.read(dicom(header(pixels << 4, 12, HighBit=15)))

    np.testing.assert_array_equal(
        READER.read(dicom(header(pixels, 12))).pixels, film.pixels
    )
    assert ("its grey levels start at bit 4",) == film.notes


def test_a_wrong_high_bit_is_told() -> None:
    """Pixels that fill the lower bits only are where they always are."""
    pixels = ramp(12)
    film = READER.read(dicom(header(pixels, 12, HighBit=15)))

    np.testing.assert_array_equal(
        READER.read(dicom(header(pixels, 12))).pixels, film.pixels
    )
    assert ("its high bit is not where the header says",) == film.notes
