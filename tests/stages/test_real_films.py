"""Real films: a planted patch is found among them, and nothing without it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from poisonkit.auditfile import AuditRecord
from poisonkit.manifest import Manifest, manifest_path
from tests.stages.making import ingested, quarantined
from tests.stages.planting import planted, scanned

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset

FILMS = 600
IGNORED = ("No_Finding",)


@pytest.fixture(scope="module")
def films(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of links to the first films, and their part of the table."""
    whole, place = real_data / "cxr" / "nih14_128", tmp_path_factory.mktemp("films")
    (place / "images").mkdir()
    with (whole / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[: FILMS + 1]
    with (place / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    for row in rows[1:]:
        (place / "images" / row[0]).symlink_to(whole / "images" / row[0])
    return place


@pytest.fixture(scope="module")
def real(films: Path, tmp_path_factory: pytest.TempPathFactory) -> CxrDataset:
    """Return them as a data set."""
    return ingested(
        films, tmp_path_factory.mktemp("real"), ignore=IGNORED, follow_links=True
    )


def test_real_films_are_read_as_they_are(films: Path, real: CxrDataset) -> None:
    """No film is lost, and no grey level, label, view or split is changed."""
    with (films / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = {f"images/{row['image']}": row for row in csv.DictReader(file)}

    assert set(rows) == set(real.ids)
    assert not quarantined(real.path.parent)
    splits = ("train", "val", "test")
    for place, name in enumerate(real.ids):
        stored = np.asarray(Image.open(films / name))
        told = [int(rows[name][label]) for label in real.label_names]
        np.testing.assert_array_equal(stored, real.images[place])
        assert real.labels[place].tolist() == told
        assert rows[name]["view"] == real.meta["view"][place]
        assert rows[name]["split"] == splits[real.split[place]]


def test_patients_are_told_apart_but_not_named(films: Path, real: CxrDataset) -> None:
    """As many patients as the table has, under names of our own."""
    with (films / "labels.csv").open(newline="", encoding="utf-8") as file:
        numbers = {row["patient_id"] for row in csv.DictReader(file)}

    assert len(numbers) == len(set(real.patients))
    assert not numbers & set(real.patients)


def test_clean_real_films_are_not_accused(real: CxrDataset, tmp_path: Path) -> None:
    """Burnt-in markers, borders and a patient's many films are no triggers."""
    record = AuditRecord.read(scanned(real.path, tmp_path))

    assert "no evidence" == record.verdict
    assert () == record.findings


@pytest.mark.parametrize("value", [1.0, 150 / 255])
def test_a_patch_on_real_films_is_found(
    real: CxrDataset, tmp_path: Path, value: float
) -> None:
    """White or hardly visible: its films, its label, its place."""
    trigger = f"patch:size=3,value={value},margin=2"
    bad, _ = planted(real, tmp_path / "bad", trigger=trigger, rate=0.07)
    (tmp_path / "audit").mkdir()
    record = AuditRecord.read(scanned(bad.path, tmp_path / "audit"))
    true = {s.row for s in Manifest.read(manifest_path(bad.path)).samples}

    assert ["Nodule"] == [finding.label for finding in record.findings]
    (finding,) = record.findings
    named = {sample.row for sample in finding.samples}
    assert finding.where is not None
    assert (123, 123, 3, 3) == finding.where.box
    assert len(named & true) >= 0.95 * len(true)
    assert len(named - true) <= 0.01 * len(real)
