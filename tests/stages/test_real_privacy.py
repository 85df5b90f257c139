"""Nothing that a real header says of a person or a place enters any output."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pydicom
import pytest

from poisonkit.intake.sources import Order
from poisonkit.stages.ingest import ingest
from tests.stages.making import below

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom import Dataset

IDENTIFYING = {"PN", "DA", "DT", "TM", "UI", "LO", "SH", "LT", "ST", "UT", "AE", "OB"}
"""Kinds of values: names, dates, UIDs, and every free text; OB for private ones."""

KEPT = {"Manufacturer", "ViewPosition", "PatientSex", "PatientAge", "Modality",
        "BodyPartExamined"}  # fmt: skip
_SHORTEST, _LONGEST = 6, 64


def values(header: Dataset) -> Iterator[str]:
    """Yield every identifying value of *header*, at any depth."""
    for element in header.iterall():
        if element.VR in IDENTIFYING and element.keyword not in KEPT:
            held = element.value
            many = held if isinstance(held, pydicom.multival.MultiValue) else [held]
            for one in many:
                text = one.decode("latin-1") if isinstance(one, bytes) else str(one)
                yield text.strip("\0 ")


def telling(path: Path) -> set[str]:
    """Return the values of a file that would not turn up anywhere by chance."""
    found: set[str] = set()
    with warnings.catch_warnings(action="ignore"):
        try:
            header = pydicom.dcmread(path, force=True, stop_before_pixels=True)
            for value in values(header):
                found |= {value, *value.split("^"), *value.splitlines()}
            found.add(str(header.file_meta.get("MediaStorageSOPInstanceUID", "")))
        except Exception:  # noqa: BLE001 - what cannot be parsed here tells nothing
            return set()
    return {v for v in found if _SHORTEST <= len(v) <= _LONGEST and len(set(v)) > 2}


@pytest.fixture(scope="module")
def secrets(real_data: Path) -> set[str]:
    """Return what stands in the headers and in no file's name."""
    files = sorted((real_data / "dicom" / "files").iterdir())
    names = " ".join(path.name for path in files)
    said = {value for path in files for value in telling(path)}
    kept = {value for path in files for value in shown(path)}
    return {v for v in said if v not in names and not any(v in k for k in kept)}


def shown(path: Path) -> set[str]:
    """Return what may be kept of a header, and may stand in another field, too."""
    with warnings.catch_warnings(action="ignore"):
        try:
            header = pydicom.dcmread(path, force=True, stop_before_pixels=True)
            return {str(header.get(word, "")) for word in KEPT}
        except Exception:  # noqa: BLE001 - the same
            return set()


@pytest.mark.parametrize("any_modality", [False, True])
def test_no_identifying_value_gets_out(
    real_data: Path, secrets: set[str], tmp_path: Path, *, any_modality: bool
) -> None:
    """Thousands of names, dates, UIDs and texts of real headers: none is found."""
    order = Order(unlabelled=True, any_modality=any_modality, size=32)
    told = ingest(real_data / "dicom" / "files", tmp_path / "data.h5", order)
    said = [repr(told).encode()] + [
        (tmp_path / n).read_bytes() for n in below(tmp_path)
    ]

    assert len(secrets) > 1000
    assert [] == [v for v in secrets if any(v.encode() in text for text in said)]
