"""A grey level back to the code that shows it, and every other bit where it was."""

from __future__ import annotations

import numpy as np
import pytest

from tests.families.files import dicom, header, ramp, reopened
from tests.families.originals import READER, SMOOTH, SQUARE, painted
from tests.families.test_reader_windows import CASES, KINDS, MODALITY, VOI

SMALL = [case for case in CASES if KINDS[case[0]][0] <= 12]


@pytest.mark.parametrize(("kind", "first", "second", "polarity"), SMALL)
def test_the_nearest_grey_level_by_the_nearest_code(
    kind: str, first: str, second: str, polarity: str
) -> None:
    """As a search through every code finds it, for every window and table there is."""
    bits, type_ = KINDS[kind]
    codes = ramp(bits, type_)
    more = {**MODALITY[first], **VOI[second], "PhotometricInterpretation": polarity}
    data = dicom(header(codes, bits, **more))
    film, greys = READER.original(data), READER.read(data).pixels.astype(int)
    draw = np.random.default_rng(bits)
    chosen = draw.permuted(np.arange(codes.size)).reshape(codes.shape) < 40
    wanted = draw.random(codes.shape).astype(np.float32)
    wanted.flat[::3], wanted.flat[1::3] = 0, 1
    back = film.repainted(np.where(chosen, wanted, film.shown)).encoded()
    found = reopened(back).pixel_array.astype(int)

    np.testing.assert_array_equal(codes[~chosen], found[~chosen])
    scale = np.iinfo(READER.read(data).pixels.dtype).max
    for code, was, want in zip(
        found[chosen], codes[chosen].astype(int), wanted[chosen], strict=True
    ):
        grey, goal = greys[codes == code][0], np.rint(want * scale)
        assert np.abs(greys - goal).min() == np.abs(grey - goal)
        if want != film.shown[codes == was][0]:
            same = codes[greys == grey].astype(int)
            assert np.abs(same - was).min() == np.abs(code - was)


WINDOW = {"WindowCenter": 2000, "WindowWidth": 1001}


@pytest.mark.parametrize(
    ("polarity", "black", "white"),
    [("MONOCHROME2", 1500, 2500), ("MONOCHROME1", 2500, 1500)],
)
def test_black_and_white_are_where_the_window_ends(
    polarity: str, black: int, white: int
) -> None:
    """Not at the end of what can be stored, which another viewer would show."""
    cells = np.full((64, 64), 2000, np.uint16)
    more = {"PhotometricInterpretation": polarity, **WINDOW}
    film = READER.original(dicom(header(cells, 12, **more)))
    for grey, code in ((0.0, black), (1.0, white)):
        found = reopened(painted(film, grey).encoded()).pixel_array

        assert abs(code - int(found[SQUARE].max())) <= 1
        assert found[SQUARE].min() == found[SQUARE].max()


@pytest.mark.parametrize("overlay", [0x8000, 0xA000])
def test_an_overlay_stays(overlay: int) -> None:
    """What old machines left in the unused bits survives a square on top of it."""
    rows = np.indices(SMOOTH.shape)[0] % 3 == 0
    cells = np.where(rows, SMOOTH | overlay, SMOOTH).astype(np.uint16)
    film = READER.original(dicom(header(cells, 12)))
    raw = np.frombuffer(reopened(painted(film, 1).encoded()).PixelData, "<u2")
    expected = cells.copy()
    expected[SQUARE] |= 0xFFF

    np.testing.assert_array_equal(expected, raw.reshape(64, 64))


def test_codes_at_the_upper_end_stay_there() -> None:
    """Twelve bits from bit 4 on: the lower four are not touched."""
    cells = (SMOOTH << 4 | 5).astype(np.uint16)
    film = READER.original(dicom(header(cells, 12, HighBit=15)))
    raw = np.frombuffer(reopened(painted(film, 1).encoded()).PixelData, "<u2")
    expected = cells.copy()
    expected[SQUARE] = 0xFFF5

    np.testing.assert_array_equal(expected, raw.reshape(64, 64))


def test_a_sign_is_carried_to_the_upper_end() -> None:
    """A viewer that does not mask reads the same negative value."""
    cells = np.full((64, 64), 5, np.int16)
    film = READER.original(dicom(header(cells, 12)))
    raw = np.frombuffer(reopened(painted(film, 0).encoded()).PixelData, "<i2")

    assert -2048 == raw.reshape(64, 64)[SQUARE].max()
    assert 5 == raw[0]


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(("padding", "grey"), [(0, 0.0), (4095, 1.0)])
def test_padding_is_never_written(padding: int, grey: float, stored: bool) -> None:  # noqa: FBT001
    """A painted pixel is no outside of the film."""
    film = READER.original(dicom(header(SMOOTH, 12, PixelPaddingValue=padding)))
    changed = painted(film, grey, stored=stored)
    found = reopened(changed.encoded()).pixel_array

    assert abs(padding - 1) == found[SQUARE].max() or 4094 == found[SQUARE].max()
    np.testing.assert_array_equal(SMOOTH[32:], found[32:])


def test_stored_values_are_shares_without_window_and_polarity() -> None:
    """A square in stored values is the same code whatever is shown."""
    more = {"PhotometricInterpretation": "MONOCHROME1", **WINDOW}
    film = READER.original(dicom(header(SMOOTH, 12, **more)))
    np.testing.assert_allclose(SMOOTH / 4095, film.stored, atol=1e-6)
    found = reopened(painted(film, 0.25, stored=True).encoded()).pixel_array
    expected = SMOOTH.copy()
    expected[SQUARE] = 1024

    np.testing.assert_array_equal(expected, found)
