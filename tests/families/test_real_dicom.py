"""DICOM as hospitals and test suites have it: 211 real files, sound and broken."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from tests.families.files import reopened

if TYPE_CHECKING:
    from pathlib import Path

READER = READERS.create("dicom")


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


def test_no_real_file_ends_in_a_traceback(real_data: Path) -> None:
    """Sound or broken, every file becomes a film or a line of the quarantine."""
    refused = dict[str, str]()
    files = listed(real_data)
    for row, data in files:
        try:
            film = READER.read(data)
        except UnreadableFileError as error:
            refused[row["file"]] = str(error)
        else:
            assert film.pixels.ndim == 2, row["file"]
            assert film.pixels.dtype in {np.dtype(np.uint8), np.dtype(np.uint16)}
    plain = {
        row["file"]
        for row, _ in files
        if not row["broken"]
        and row["pydicom_only_decodable"] == "yes"
        and row["frames"] in {"", "1"}
        and int(row["bits_stored"] or 99) <= 16
    }

    assert len(plain) > 10
    assert set() == plain & set(refused)
    assert all(len(reason.splitlines()) == 1 for reason in refused.values())
