"""Radiographs are taken; what another machine made is refused by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from poisonkit.readers.base import Reading
from tests.families.files import dicom, header, ramp

READER = READERS.create("dicom")
GREY = ramp(8, np.uint8)
ALL = Reading(any_modality=True)
STORAGE = "1.2.840.10008.5.1.4.1.1."


def refusal(data: bytes, reading: Reading = Reading()) -> tuple[str, str]:  # noqa: B008
    with pytest.raises(UnreadableFileError) as caught:
        READER.read(data, reading)
    return caught.value.code, str(caught.value)


@pytest.mark.parametrize("code", ["CR", "DX", "DR", "RG", "RF"])
def test_radiographs_are_taken(code: str) -> None:
    """Nothing is to be told of them."""
    film = READER.read(dicom(header(GREY, 8, Modality=code)))

    assert () == film.notes
    assert code == film.meta["modality"]


@pytest.mark.parametrize("code", ["OT", ""])
def test_what_does_not_say_is_taken(code: str) -> None:
    """A film that went through a converter may have lost its modality."""
    film = READER.read(dicom(header(GREY, 8, Modality=code, SOPClassUID="2.25.7")))

    assert ("its modality is not given: taken for a radiograph",) == film.notes


@pytest.mark.parametrize(
    "code", ["CT", "MR", "US", "NM", "PT", "XC", "ES", "SR", "KO", "DOC", "SEG", "MG"]
)
def test_others_are_refused_by_name(code: str) -> None:
    """The quarantine says which machine; with leave the picture is taken."""
    data = dicom(header(GREY, 8, Modality=code))
    detail = f"{code}, not a radiograph; take it with --any-modality"

    assert ("modality", detail) == refusal(data)
    assert code == READER.read(data, ALL).meta["modality"]


@pytest.mark.parametrize("code", ["XY", "KARENINA", "C T"])
def test_an_unknown_modality_is_not_repeated(code: str) -> None:
    """What is no code may be a name."""
    data = dicom(header(GREY, 8, Modality=code))
    why, detail = refusal(data)

    assert "modality" == why
    assert detail.startswith("an unknown modality, not a radiograph")
    assert "modality" not in READER.read(data, ALL).meta


@pytest.mark.parametrize(
    ("kind", "code"), [("2", "CT"), ("88.11", "SR"), ("66.4", "SEG"), ("77.1.4", "XC")]
)
def test_the_kind_of_object_stands_in(kind: str, code: str) -> None:
    """Where no modality is given, what the object is tells as much."""
    data = dicom(header(GREY, 8, Modality="", SOPClassUID=STORAGE + kind))

    assert refusal(data)[1].startswith(f"{code}, ")


def test_a_report_has_no_pixels_even_with_leave() -> None:
    """A structured report is first no radiograph, then no picture."""
    data = header(GREY, 8, Modality="SR")
    del data.PixelData

    assert "modality" == refusal(dicom(data))[0]
    assert "no-pixels" == refusal(dicom(data), ALL)[0]


def test_a_directory_is_named() -> None:
    """DICOMDIR lies among the films of every CD."""
    data = header(GREY, 8, DirectoryRecordSequence=[], SOPClassUID="2.25.7")
    del data.PixelData, data.Modality

    assert ("modality", "a DICOMDIR, not a radiograph") == refusal(dicom(data))


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("BodyPartExamined", "karenina, anna"),
        ("ViewPosition", "Anna Karenina 4711"),
        ("PatientSex", "Anna"),
        ("PatientAge", "Anna"),
    ],
)
@pytest.mark.filterwarnings("ignore:Invalid value for VR")
@pytest.mark.filterwarnings("ignore:The value length")
def test_a_fact_of_another_shape_is_not_kept(word: str, value: str) -> None:
    """Whatever else stands in the place of a fact may be a name."""
    film = READER.read(dicom(header(GREY, 8, **{word: value})))

    assert not any("nna" in kept for kept in film.meta.values())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"PixelSpacing": [0.2, 0.1]}, True),
        ({"ImagerPixelSpacing": [0.1, 0.14]}, True),
        ({"PixelAspectRatio": [4, 3]}, True),
        ({"PixelSpacing": [0.139, 0.139]}, False),
    ],
)
def test_unequal_pixels_are_told(more: dict[str, Any], *, told: bool) -> None:
    """The pixels stay as they are, and the user knows that they are not square."""
    film = READER.read(dicom(header(GREY, 8, **more)))

    np.testing.assert_array_equal(GREY, film.pixels)
    assert told == any("not square" in note for note in film.notes)


def test_a_missing_usual_value_is_told() -> None:
    """Old machines do not say how many samples a pixel has."""
    data = header(GREY, 8)
    del data.SamplesPerPixel, data.PhotometricInterpretation
    film = READER.read(dicom(data))

    np.testing.assert_array_equal(GREY, film.pixels)
    assert 1 == len(film.notes)
    assert "SamplesPerPixel, PhotometricInterpretation" in film.notes[0]
