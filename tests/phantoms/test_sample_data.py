"""The sample data are what `make.py` makes, and fit to be shown."""

from __future__ import annotations

import csv
import runpy
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_data"
FOLDERS = ("dicom", "png")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of both forms below *folder*."""
    files = [path for form in FOLDERS for path in (folder / form).rglob("*.*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_can_be_made_again(tmp_path: Path) -> None:
    """The script rewrites every byte."""
    runpy.run_path(str(SAMPLES / "make.py"))["make"](tmp_path)

    assert contents(SAMPLES) == contents(tmp_path)


def test_is_small() -> None:
    """All of it takes less than 1.5 MB."""
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*.*")) < 1_500_000


@pytest.mark.parametrize("form", FOLDERS)
def test_shows_everything(form: str) -> None:
    """Each finding, split and view occurs, and about half of the films are clean."""
    text = (SAMPLES / form / "labels.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    findings = list(rows[0])[6:]

    assert 24 == len(rows)
    assert 8 == len(findings)
    assert all(any(row[finding] == "1" for row in rows) for finding in findings)
    assert {"train", "val", "test"} == {row["split"] for row in rows}
    assert {"PA", "AP"} == {row["view"] for row in rows}
    assert 8 <= sum(all(row[name] == "0" for name in findings) for row in rows) <= 14


def test_both_forms_show_the_same_studies() -> None:
    """But for the names of the files the two tables are one."""
    dicom, png = ((SAMPLES / form / "labels.csv").read_text() for form in FOLDERS)

    assert png == dicom.replace(".dcm", ".png")
