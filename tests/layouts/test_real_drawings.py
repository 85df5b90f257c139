"""Excerpts with boxes, masks and XML, and the headers of sets that none may pass on."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.layouts.making import aside, count, make, read, recognised, touch
from tests.layouts.test_real_tables import copied, counts, rows_of

if TYPE_CHECKING:
    from pathlib import Path


def test_rsna(real_data: Path, tmp_path: Path) -> None:
    """Films, boxes and classes are those of the rows."""
    source, name = real_data / "formats/rsna_pneumonia", "stage_2_train_labels"
    rows = copied(source / f"{name}.head20.csv", tmp_path / f"{name}.csv")
    other = "stage_2_detailed_class_info"
    classes = copied(source / f"{other}.head20.csv", tmp_path / f"{other}.csv")
    touch(tmp_path, {f"images/{row['patientId']}.dcm" for row in rows})
    table = read(tmp_path, "rsna")
    ill = {row["patientId"] for row in rows if row["Target"] == "1"}

    assert ["rsna"] == recognised(tmp_path)
    assert len({row["patientId"] for row in rows}) == len(table.entries)
    assert {"Lung Opacity": len(ill)} == counts(table)
    assert sum(row["Target"] == "1" for row in rows) == sum(
        len(entry.boxes) for entry in table.entries
    )
    told = {row["patientId"]: row["class"] for row in classes}
    assert all(
        told.get(entry.file.split("/")[1].removesuffix(".dcm"), "")
        == entry.meta.get("class", "")
        for entry in table.entries
    )


def test_siim(real_data: Path, tmp_path: Path) -> None:
    """The frames of the masks lie in the film and are not as large as it."""
    source = real_data / "formats/siim_pneumothorax/train-rle.head20.csv"
    rows = copied(source, tmp_path / "train-rle.csv")
    touch(tmp_path, {f"dicom/a/{row['ImageId']}.dcm" for row in rows})
    table = read(tmp_path, "siim")
    masks = [row for row in rows if row["EncodedPixels"].strip() != "-1"]
    boxes = [box for entry in table.entries for box in entry.boxes]

    assert ["siim"] == recognised(tmp_path)
    assert len({row["ImageId"] for row in masks}) == count(table, "Pneumothorax")
    assert len(masks) == len(boxes)
    for box in boxes:
        assert 0 <= box.x < box.x + box.width <= 1024
        assert 0 <= box.y < box.y + box.height <= 1024
        assert 10 < box.width < 600
        assert 10 < box.height < 900


def test_vinbigdata(real_data: Path, tmp_path: Path) -> None:
    """Each film of the excerpt has one reader, whose word counts."""
    source = real_data / "formats/vinbigdata/train.head20.csv"
    rows = copied(source, tmp_path / "train.csv")
    touch(tmp_path, {f"train/{row['image_id']}.dicom" for row in rows})
    table = read(tmp_path, "vindr")
    seen = {(row["image_id"], row["class_name"]) for row in rows}
    named = Counter(name for _, name in seen if name != "No finding")

    assert ["vindr"] == recognised(tmp_path)
    assert named == counts(table)
    assert len([row for row in rows if row["x_min"]]) == sum(
        len(entry.boxes) for entry in table.entries
    )


def test_openi_reports(real_data: Path, tmp_path: Path) -> None:
    """Sixty reports: the terms and films that a plain search finds."""
    source = real_data / "formats/openi_nlmcxr/ecgen-radiology"
    shutil.copytree(source, tmp_path / source.name)
    named, indexed = Counter[str](), 0
    for path in source.glob("*.xml"):
        root = ET.fromstring(path.read_bytes())  # noqa: S314 - ours to trust
        films = [film.attrib["id"] for film in root.iter("parentImage")]
        terms = {f"{t.text}".partition("/")[0].strip() for t in root.iter("major")}
        named.update({term: len(films) for term in terms})
        indexed += len(films) * (terms != {"No Indexing"})
        touch(tmp_path, [f"NLMCXR_png/{film}.png" for film in films])
    table = read(tmp_path, "openi")
    unindexed = named.pop("No Indexing")
    named.pop("normal")

    assert ["openi"] == recognised(tmp_path)
    assert {name: n for name, n in named.items() if n} == counts(table)
    assert indexed == len(table.entries)
    assert {"no-labels": unindexed} == Counter(reason for _, reason in aside(table))


def test_openi_tables(real_data: Path, tmp_path: Path) -> None:
    """Kaggle's form: films of reports beyond the excerpt have no terms."""
    source = real_data / "formats/openi_nlmcxr"
    films = copied(source / "indiana_projections.head200.csv",
                   tmp_path / "indiana_projections.csv")  # fmt: skip
    reports = copied(source / "indiana_reports.head200.csv",
                     tmp_path / "indiana_reports.csv")  # fmt: skip
    touch(tmp_path, [f"images/{row['filename']}" for row in films])
    table = read(tmp_path, "openi")
    terms = {row["uid"]: row["MeSH"].split(";") for row in reports}
    ill = {uid for uid, said in terms.items()
           if any(term.split("/")[0] == "Cardiomegaly" for term in said)}  # fmt: skip

    assert ["openi"] == recognised(tmp_path)
    assert sum(row["uid"] in ill for row in films) == count(table, "Cardiomegaly")
    assert len(films) == len(table.entries) + len(table.quarantined)


def test_headers_of_sets_that_are_not_passed_on(
    real_data: Path, tmp_path: Path
) -> None:
    """MIMIC-CXR and PadChest: the columns are found, and there is no row."""
    formats = real_data / "formats"
    for name in ("chexpert", "metadata", "split"):
        header = formats / f"mimic_cxr/mimic-cxr-2.0.0-{name}.header.csv"
        place = tmp_path / f"mimic/mimic-cxr-2.0.0-{name}.csv"
        make(tmp_path, {str(place.relative_to(tmp_path)): header.read_bytes()})
        assert [] == rows_of(place)
    name = "PADCHEST_chest_x_ray_images_labels_160K_01.02.19"
    header = formats / f"padchest/{name}.header.csv"
    make(tmp_path, {f"padchest/{name}.csv": header.read_bytes()})

    assert 14 == len(read(tmp_path / "mimic", "mimic_cxr").label_names)
    assert () == read(tmp_path / "padchest", "padchest").entries
