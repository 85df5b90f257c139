"""The sets' own tables, in excerpts: every row is read as a plain count reads it."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.layouts.making import aside, count, read, recognised, touch

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.layouts.base import Table

NIH = {
    "Data_Entry_2017.head300.csv": ("Data_Entry_2017.csv", "Image Index"),
    "Data_Entry_2017_v2020.head500.csv": ("Data_Entry_2017_v2020.csv", "Image Index"),
    "sample_labels.kaggle_sample.head300.csv": ("sample_labels.csv", "Image_Index"),
}


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows as the csv module alone reads them."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def copied(excerpt: Path, place: Path) -> list[dict[str, str]]:
    """Copy a table and return its rows."""
    shutil.copyfile(excerpt, place)
    return rows_of(place)


def counts(table: Table) -> dict[str, int]:
    """Return how many images have each label that any has."""
    found = {name: count(table, name) for name in table.label_names}
    return {name: number for name, number in found.items() if number}


@pytest.mark.parametrize("excerpt", NIH)
def test_nih(real_data: Path, tmp_path: Path, excerpt: str) -> None:
    """All three editions: counts of each finding, patients, views and ages."""
    name, image = NIH[excerpt]
    column = "Finding_Labels" if "_" in image else "Finding Labels"
    rows = copied(real_data / "formats/nih_chestxray14" / excerpt, tmp_path / name)
    touch(tmp_path, [f"images_{k % 3}/images/{r[image]}" for k, r in enumerate(rows)])
    table = read(tmp_path, "nih")
    findings = Counter(name for row in rows for name in row[column].split("|"))
    findings.pop("No Finding")

    assert ["nih"] == recognised(tmp_path)
    assert len(rows) == len(table.entries)
    assert findings == counts(table)
    patients = {row[f"Patient{image[5]}ID"] for row in rows}
    assert patients == {entry.patient for entry in table.entries}
    assert all(entry.meta["age"].isdigit() for entry in table.entries)
    assert () == table.quarantined


def test_nih_lists_and_boxes(real_data: Path, tmp_path: Path) -> None:
    """The official lists and the table of boxes, as they are distributed."""
    source = real_data / "formats/nih_chestxray14"
    name = "Data_Entry_2017_v2020"
    rows = copied(source / f"{name}.head500.csv", tmp_path / f"{name}.csv")
    shutil.copyfile(source / "BBox_List_2017.csv", tmp_path / "BBox_List_2017.csv")
    lists = {"train_val_list": 500, "test_list": 300}
    for each, length in lists.items():
        shutil.copyfile(source / f"{each}.head{length}.txt", tmp_path / f"{each}.txt")
    touch(tmp_path, [row["Image Index"] for row in rows])
    table = read(tmp_path, "nih")
    drawn = Counter(r["Image Index"] for r in rows_of(tmp_path / "BBox_List_2017.csv"))
    tested = (tmp_path / "test_list.txt").read_text().split()

    assert {e.file: drawn[e.file] for e in table.entries if e.boxes} == {
        e.file: len(e.boxes) for e in table.entries if drawn[e.file]
    }
    assert len(set(tested) & {row["Image Index"] for row in rows}) == sum(
        entry.split == "test" for entry in table.entries
    )
    assert 4 == len(table.tables)


def test_chexpert(real_data: Path, tmp_path: Path) -> None:
    """Present, absent, uncertain and blank, each cell of each row."""
    excerpt = real_data / "formats/chexpert/train.head20.csv"
    rows = copied(excerpt, tmp_path / "train.csv")
    touch(tmp_path, [row["Path"].partition("/")[2] for row in rows])
    table = read(tmp_path, "chexpert:blank=unknown")

    assert ["chexpert"] == recognised(tmp_path)
    assert len(rows) == len(table.entries)
    assert 14 == len(table.label_names)
    for name in table.label_names:
        said = Counter(row[name] for row in rows)
        open_ones = [(e.meta.get("uncertain", ""), e.meta.get("not_mentioned", ""))
                     for e in table.entries]  # fmt: skip
        assert said["1.0"] == count(table, name)
        assert said["0.0"] == count(table, name, 0)
        assert said["-1.0"] == sum(name in one.split("|") for one, _ in open_ones)
        assert said[""] == sum(name in blank.split("|") for _, blank in open_ones)


@pytest.mark.parametrize(
    "excerpt", ["metadata.head300.csv", "metadata_2020-03.head100.csv"]
)
def test_covid(real_data: Path, tmp_path: Path, excerpt: str) -> None:
    """Both spellings of the columns; CT goes aside."""
    source = real_data / "formats/covid_chestxray" / excerpt
    rows = copied(source, tmp_path / "metadata.csv")
    touch(tmp_path, [f"images/{row['filename']}" for row in rows])
    table = read(tmp_path, "covid_chestxray")
    xrays = [row for row in rows if row["modality"] == "X-ray"]
    parts = Counter(part for row in xrays for part in row["finding"].split(", "))
    parts.pop("No Finding")

    assert ["covid_chestxray"] == recognised(tmp_path)
    assert len(xrays) == len(table.entries)
    assert parts == counts(table)
    assert {"modality": len(rows) - len(xrays)} == Counter(r for _, r in aside(table))


def test_covid_films_listed_twice(real_data: Path, tmp_path: Path) -> None:
    """The source lists four of its films under two patients; the first row counts."""
    source = real_data / "cxr/covid_chestxray/original/metadata.csv"
    rows = copied(source, tmp_path / "metadata.csv")
    names = {row["filename"] for row in rows}
    table = read(touch(tmp_path, names), "covid_chestxray")

    assert names == {entry.file for entry in table.entries}
    assert {"repeated": len(rows) - len(names)} == Counter(r for _, r in aside(table))
