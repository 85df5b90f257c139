"""DICOM: what a viewer would show, to the grey level; and nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import Dataset, Sequence
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from poisonkit.readers import READERS
from tests.families.files import NUMBER, dicom, header, ramp, reopened, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

READER = READERS.create("dicom")


def viewed(data: Dataset, low: float, high: float) -> NDArray[np.float64]:
    """Return pydicom's own grey levels between *low* and *high*, as 0 to 1."""
    shown = apply_voi_lut(apply_modality_lut(data.pixel_array, data), data)
    share = np.clip((np.asarray(shown, np.float64) - low) / (high - low), 0, 1)
    return 1 - share if data.PhotometricInterpretation == "MONOCHROME1" else share


WINDOW = {"WindowCenter": 1500.0, "WindowWidth": 1200.0}
RESCALE = {"RescaleSlope": 0.5, "RescaleIntercept": -100.0}
CASES: dict[str, tuple[int, type, dict[str, Any], float, float]] = {
    "plain 8": (8, np.uint8, {}, 0, 255),
    "plain 12": (12, np.uint16, {}, 0, 4095),
    "plain 16": (16, np.uint16, {}, 0, 65_535),
    "plain 10": (10, np.uint16, {}, 0, 1023),
    "window 12": (12, np.uint16, WINDOW, 0, 4095),
    "narrow window": (12, np.uint16, {"WindowCenter": 900, "WindowWidth": 2}, 0, 4095),
    "rescale 12": (12, np.uint16, RESCALE, -100, 1947.5),
    "rescale and window": (12, np.uint16, WINDOW | RESCALE, -100, 1947.5),
    "signed 12": (12, np.int16, {}, -2048, 2047),
    "signed window": (
        12, np.int16, {"WindowCenter": 0, "WindowWidth": 400}, -2048, 2047
    ),
    "sigmoid": (12, np.uint16, WINDOW | {"VOILUTFunction": "SIGMOID"}, 0, 4095),
    "two windows": (
        12, np.uint16, {"WindowCenter": [900, 9], "WindowWidth": [700, 9]}, 0, 4095
    ),
    "table": (
        8, np.uint8,
        {"VOILUTSequence": Sequence([table([4 * k for k in range(256)], 0, 10)])},
        0, 1023,
    ),
}  # fmt: skip


@pytest.mark.parametrize("polarity", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("case", CASES)
def test_every_grey_level_is_pydicom_s(case: str, polarity: str) -> None:
    """Rescale, window, table and polarity, for every value that a pixel can have."""
    bits, kind, more, low, high = CASES[case]
    more = {**more, "PhotometricInterpretation": polarity}
    data = dicom(header(ramp(bits, kind), bits, **more))
    film = READER.read(data)
    scale = 255 if bits <= 8 else 65_535
    expected = np.rint(viewed(reopened(data), low, high) * scale)

    assert (np.uint8 if bits <= 8 else np.uint16) == film.pixels.dtype
    np.testing.assert_array_equal(expected, film.pixels)
    several = case == "two windows"
    assert (("it has 2 windows: the first was used",) if several else ()) == film.notes


def test_the_negative_is_the_same_film() -> None:
    """MONOCHROME1 with inverted values shows what MONOCHROME2 shows."""
    pixels = ramp(12)
    film = READER.read(dicom(header(pixels, 12)))
    negative = header(4095 - pixels, 12, PhotometricInterpretation="MONOCHROME1")

    np.testing.assert_array_equal(film.pixels, READER.read(dicom(negative)).pixels)
    assert 0 == film.pixels[0, 0] < film.pixels[-1, -1]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"WindowCenter": 900, "WindowWidth": 0}, "window"),
        ({"ModalityLUTSequence": Sequence([Dataset()])}, "modality table"),
    ],
)
def test_what_is_broken_is_ignored_and_told(change: dict[str, Any], what: str) -> None:
    """A window of width 0 and an empty table are left out; the film is still read."""
    film = READER.read(dicom(header(ramp(12), 12, **change)))

    assert (f"its {what} cannot be used and was ignored",) == film.notes
    np.testing.assert_array_equal(
        READER.read(dicom(header(ramp(12), 12))).pixels, film.pixels
    )


def test_bits_above_the_stored_ones_do_not_count() -> None:
    """What old machines left in the unused bits is no brightness."""
    pixels = ramp(12)
    overlay = np.where(np.indices(pixels.shape)[1] == 7, pixels | 0x8000, pixels)
    film = READER.read(dicom(header(overlay.astype(np.uint16), 12)))

    np.testing.assert_array_equal(
        READER.read(dicom(header(pixels, 12))).pixels, film.pixels
    )


def test_colour_becomes_luminance() -> None:
    """A grey film saved in colour is a grey film."""
    grey = ramp(8, np.uint8)
    colour = header(
        np.stack([grey] * 3, axis=-1), 8, SamplesPerPixel=3, PlanarConfiguration=0,
        PhotometricInterpretation="RGB",
    )  # fmt: skip

    np.testing.assert_array_equal(grey, READER.read(dicom(colour)).pixels)


def test_facts_are_few_and_chosen() -> None:
    """View, sex, age, maker and the like; the patient's number is for hashing."""
    more = {"Manufacturer": "Philips Medical Systems", "BodyPartExamined": "CHEST"}
    film = READER.read(dicom(header(ramp(8, np.uint8), 8, **more)))

    assert {
        "view": "PA", "sex": "F", "age": "42", "manufacturer": "Philips",
        "modality": "CR", "body_part": "CHEST",
    } == film.meta  # fmt: skip
    assert NUMBER == film.patient


FREE = {
    "ViewPosition": "KARENINA AP",
    "Manufacturer": "scanned for Karenina",
    "BodyPartExamined": "CHEST KARENINA",
    "PatientSex": "KARENINA",
}


@pytest.mark.parametrize("word", FREE)
def test_a_fact_is_never_free_text(word: str) -> None:
    """A name that somebody typed into a field which is kept goes no further."""
    usual = {"BodyPartExamined": "CHEST", "Manufacturer": "Philips"}
    plain = READER.read(dicom(header(ramp(8, np.uint8), 8, **usual)))
    typed = dicom(header(ramp(8, np.uint8), 8, **(usual | {word: FREE[word]})))

    assert len(plain.meta) - 1 == len(READER.read(typed).meta)
    assert READER.read(typed).meta.items() < plain.meta.items()


def test_a_file_is_known_by_its_magic_or_its_name() -> None:
    """Files without preamble are DICOM by name; others are not DICOM by name alone."""
    head = dicom(header(ramp(8, np.uint8), 8))[:132]

    assert READER.recognises(head, "IM000001")
    assert READER.recognises(b"\x08\x00", "scan.DCM")
    assert not READER.recognises(b"\x89PNG", "scan.png")
    assert not READER.recognises(b"\n<!DOCTYPE html><html>", "scan.dcm")
