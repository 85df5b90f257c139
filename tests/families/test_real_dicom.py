"""DICOM as hospitals and test suites have it: 211 real files, sound and broken."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom.errors import InvalidDicomError
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from poisonkit.readers.base import Reading
from tests.families.files import CODES, reopened

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom import Dataset

READER = READERS.create("dicom")
ALL = Reading(any_modality=True)


def listed(real_data: Path) -> list[tuple[dict[str, str], bytes]]:
    """Return what is known of each real file, and its bytes."""
    place = real_data / "dicom"
    with (place / "index.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [(row, (place / row["file"]).read_bytes()) for row in rows]


def test_real_chest_films_are_shown_as_pydicom_shows_them(real_data: Path) -> None:
    """Films of real machines look as they do in a viewer, up to a linear scale."""
    chests = [
        (READER.read(data).pixels, reopened(data))
        for row, data in listed(real_data)
        if row["chest_xray"] == "1" and not row["broken"]
    ]
    assert len(chests) > 3
    for pixels, theirs in chests:
        shown = apply_voi_lut(apply_modality_lut(theirs.pixel_array, theirs), theirs)
        sign = -1 if theirs.PhotometricInterpretation == "MONOCHROME1" else 1

        assert shown.shape == pixels.shape
        likeness = np.corrcoef(sign * shown.ravel().astype(float), pixels.ravel())
        assert likeness[0, 1] > 0.9999


@pytest.mark.filterwarnings("ignore")  # pydicom complains of real headers
def test_real_windows_are_pydicom_s_to_the_grey_level(real_data: Path) -> None:
    """Whatever rescale and window a real header asks for, the result is pydicom's."""
    compared = 0
    for row, data in listed(real_data):
        theirs = None if row["broken"] else reopened_if_possible(data)
        if theirs is None or "PixelPaddingValue" in theirs:
            continue
        try:
            film, values = READER.read(data, ALL), theirs.pixel_array
        except (UnreadableFileError, RuntimeError, NotImplementedError):
            continue
        if film.pixels.shape != values.shape or any("ignored" in n for n in film.notes):
            continue
        values = values.astype(np.int64)
        shown = np.asarray(apply_modality_lut(values, theirs))
        whole = (shown == np.rint(shown)).all()
        shown = apply_voi_lut(shown.astype(np.int64) if whole else shown, theirs)
        low, high = ends(theirs)
        share = np.clip((np.asarray(shown, float) - low) / (high - low), 0, 1)
        inverse = theirs.PhotometricInterpretation == "MONOCHROME1"
        share = 1 - share if inverse else share
        scale = np.iinfo(film.pixels.dtype).max
        np.testing.assert_array_equal(np.rint(share * scale), film.pixels, row["file"])
        compared += 1

    assert compared >= 60


def reopened_if_possible(data: bytes) -> Dataset | None:
    """Return what pydicom reads, if it is a grey picture."""
    try:
        theirs = reopened(data)
        kind = theirs.PhotometricInterpretation
    except (InvalidDicomError, AttributeError, OSError):
        return None
    return theirs if kind in {"MONOCHROME1", "MONOCHROME2"} else None


def ends(theirs: Dataset) -> tuple[float, float]:
    """Return the values between which pydicom's result lies."""
    for word in ("VOILUTSequence", "ModalityLUTSequence"):
        if steps := theirs.get(word):
            return 0, (1 << steps[0].LUTDescriptor[2]) - 1
    low = -(1 << (theirs.BitsStored - 1)) if theirs.PixelRepresentation else 0
    pair = np.array([low, low + (1 << theirs.BitsStored) - 1], float)
    slope, shift = theirs.get("RescaleSlope"), theirs.get("RescaleIntercept")
    if slope is not None and shift is not None:
        pair = pair * float(slope) + float(shift)
    return float(pair.min()), float(pair.max())


def test_no_real_file_ends_in_a_traceback(real_data: Path) -> None:
    """Sound or broken, every file becomes a film or a line of the quarantine."""
    files = listed(real_data)
    refused = dict[str, tuple[str, str]]()
    for row, data in files:
        try:
            film = READER.read(data, ALL)
        except UnreadableFileError as error:
            refused[row["file"]] = error.code, str(error)
        else:
            assert film.pixels.ndim == 2, row["file"]
            assert film.pixels.dtype in {np.dtype(np.uint8), np.dtype(np.uint16)}
    sound = {row["file"] for row, _ in files if not row["broken"] and single(row)}

    assert 130 <= len(files) - len(refused)
    assert set() == sound & set(refused)
    assert {code for code, _ in refused.values()} <= CODES
    assert all(len(reason.splitlines()) == 1 for _, reason in refused.values())


def single(row: dict[str, str]) -> bool:
    """Return whether a file is one picture of 1 to 16 bits, by the list of files."""
    deep = int(row["bits_stored"] or 99) > 16
    return row["has_pixel_data"] == "1" and row["frames"] in {"", "1"} and not deep


def test_real_files_of_other_machines_are_named(real_data: Path) -> None:
    """Without leave, only radiographs and what does not say are taken."""
    for row, data in listed(real_data):
        if row["broken"] or row["modality"] in {"CR", "DX", "OT", ""}:
            continue
        with pytest.raises(UnreadableFileError) as caught:
            READER.read(data)
        assert "modality" == caught.value.code
        assert str(caught.value).startswith(row["modality"])
