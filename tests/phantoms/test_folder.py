"""Writing: a folder of films with its table, the same whoever writes it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from poisonkit.errors import BadParameterError, OutputError, UnknownNameError
from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.film import render
from poisonkit.phantoms.folder import write_folder
from tests.stages.making import contents

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "image,patient_id,split,view,sex,age,Atelectasis,Cardiomegaly,Consolidation,"
    "Effusion,Infiltration,Mass,Nodule,Pneumothorax"
)


@pytest.fixture(params=["dicom", "png"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_writes_films_and_labels(tmp_path: Path) -> None:
    """One file for each line of the table, and each line tells the plan."""
    write_folder(tmp_path / "out", 12, seed=3, size=32)
    text = (tmp_path / "out" / "labels.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    files = {path.name for path in (tmp_path / "out" / "images").iterdir()}

    assert HEADER == text.splitlines()[0]
    assert {row["image"] for row in rows} == files
    for row, study in zip(rows, plan_cohort(12, seed=3), strict=True):
        stored = Image.open(tmp_path / "out" / "images" / row["image"])
        present = {name.title() for name in study.severity}

        np.testing.assert_array_equal(np.asarray(stored), render(study, 32))
        assert present == {name for name in HEADER.split(",")[6:] if row[name] == "1"}
        assert (study.patient.code, study.view) == (row["patient_id"], row["view"])


def test_same_seed_same_bytes(tmp_path: Path, form: str) -> None:
    """Written twice, a folder is the same to the byte."""
    one = write_folder(tmp_path / "one", 6, seed=1, size=24, form=form, bits=12)
    two = write_folder(tmp_path / "two", 6, seed=1, size=24, form=form, bits=12)

    assert contents(one) == contents(two)


@pytest.mark.slow
def test_workers_change_nothing(tmp_path: Path) -> None:
    """Two workers write what one writes."""
    one = write_folder(tmp_path / "one", 20, seed=1, size=24, form="dicom", bits=12)
    two = write_folder(
        tmp_path / "two", 20, seed=1, size=24, form="dicom", bits=12, workers=2
    )

    assert contents(one) == contents(two)


def test_fills_an_empty_folder(tmp_path: Path) -> None:
    """A folder that is there and empty will do."""
    assert tmp_path == write_folder(tmp_path, 1, seed=0, size=16)


def test_tells_its_progress(tmp_path: Path) -> None:
    """After each film the caller hears how many are done."""
    heard: list[tuple[int, int]] = []
    write_folder(
        tmp_path, 3, seed=0, size=16, progress=lambda *told: heard.append(told)
    )

    assert [(1, 3), (2, 3), (3, 3)] == heard


def test_does_not_write_over_anything(tmp_path: Path) -> None:
    """A folder with something in it is refused and left as it is."""
    (tmp_path / "mine").write_text("keep")

    with pytest.raises(OutputError, match="is not empty; choose a new or empty folder"):
        write_folder(tmp_path, 1, seed=0)
    assert {"mine": b"keep"} == contents(tmp_path)


def test_does_not_write_into_a_file(tmp_path: Path) -> None:
    """A file is no folder."""
    (tmp_path / "file").write_text("keep")

    with pytest.raises(OutputError, match="is a file; choose a folder to write to"):
        write_folder(tmp_path / "file", 1, seed=0)
    with pytest.raises(OutputError, match="cannot make"):
        write_folder(tmp_path / "file" / "below", 1, seed=0)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"count": 0}, "count must be 1 to 100000 films, got 0"),
        ({"size": 8}, "a film must measure 16 to 4096 pixels a side, got 8"),
        ({"bits": 9}, "bits must be one of 8, 10, 12, 14, 16; got 9"),
        ({"workers": 0}, "workers must be at least 1, got 0"),
        ({"seed": -3}, "seed must be zero or more, got -3"),
    ],
)
def test_refuses_before_it_writes(
    tmp_path: Path, wrong: dict[str, Any], message: str
) -> None:
    """A wrong parameter is named, and nothing is made."""
    with pytest.raises(BadParameterError, match=message):
        write_folder(tmp_path / "out", **({"count": 1, "seed": 0} | wrong))
    assert not (tmp_path / "out").exists()


def test_refuses_an_unknown_form(tmp_path: Path) -> None:
    """The message names the forms there are."""
    with pytest.raises(UnknownNameError, match="there are: dicom, png"):
        write_folder(tmp_path / "out", 1, seed=0, form="jpeg")
