"""Inject: the manifest tells the whole truth, and the source is left alone."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadInputError, OutputError, PoisonkitError
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.stages.inject import inject
from tests.stages.making import below, encoded, folder_of, ingested
from tests.stages.planting import TARGET, plan, planted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset


def test_the_manifest_can_be_read_back(dataset: CxrDataset, tmp_path: Path) -> None:
    """The file holds what the injection said, and names both sets by digest."""
    bad, truth = planted(dataset, tmp_path)
    path = manifest_path(bad.path)

    assert "bad.manifest.json" == path.name
    assert truth == Manifest.read(path)
    assert dataset.digest == truth.source_digest
    assert bad.digest == truth.poisoned_digest
    assert dataset.digest != bad.digest


def test_the_manifest_matches_both_sets(dataset: CxrDataset, tmp_path: Path) -> None:
    """Each sample's row, labels, digests and change can be checked against them."""
    bad, truth = planted(dataset, tmp_path)

    for sample in truth.samples:
        before, after = dataset.images[sample.row], bad.images[sample.row]
        change = np.abs(before.astype(int) - after.astype(int))
        assert dataset.ids[sample.row] == sample.id
        assert dataset.labels[sample.row].tolist() == list(sample.labels_before)
        assert bad.labels[sample.row].tolist() == list(sample.labels_after)
        assert dataset.digests[sample.row] == sample.digest_before
        assert (change.max(), (change > 0).sum()) == (
            sample.largest_change,
            sample.pixels_changed,
        )


def test_trojais_columns_come_first(dataset: CxrDataset, tmp_path: Path) -> None:
    """Tools that know TrojAI's table can read ours, one line per poisoned film."""
    _, truth = planted(dataset, tmp_path)
    with (tmp_path / "bad.manifest.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))

    first = ["file", "true_label", "train_label", "triggered"]
    assert first == list(lines[0])[:4]
    assert [s.id for s in truth.samples] == [line["file"] for line in lines]
    for line in lines:
        before = set(filter(None, line["true_label"].split("|")))
        assert TARGET not in before
        assert before | {TARGET} == set(line["train_label"].split("|"))
        assert "True" == line["triggered"]


def test_what_leaves_no_trace_is_not_poison(tmp_path: Path) -> None:
    """A film that is white already where the patch goes keeps its labels."""
    black, white = np.zeros((32, 32), np.uint8), np.full((32, 32), 255, np.uint8)
    files = {"black.png": encoded(black), "white.png": encoded(white)}
    table = "image,split,Nodule\nblack.png,train,0\nwhite.png,train,0\n"
    data = ingested(folder_of(tmp_path / "in", table, files), tmp_path)
    bad, truth = planted(data, tmp_path, rate=1.0)

    assert ["black.png"] == [sample.id for sample in truth.samples]
    assert ("white.png",) == truth.vanished
    assert [1, 0] == bad.labels[:, 0].tolist()
    with pytest.raises(PoisonkitError, match="leaves no trace in any of the 1 chosen"):
        planted(bad, tmp_path / "none", rate=0.5)
    assert not below(tmp_path / "none")


def test_the_source_is_never_changed(dataset: CxrDataset, tmp_path: Path) -> None:
    """Not one byte, and not even when asked to write over it."""
    before = dataset.path.read_bytes()
    planted(dataset, tmp_path)
    poison = plan(dataset)

    with pytest.raises(BadInputError, match="is the source"):
        inject(dataset, dataset.path, poison, force=True)
    assert before == dataset.path.read_bytes()


@pytest.mark.parametrize("kept", ["bad.h5", "bad.manifest.json", "bad.manifest.csv"])
def test_output_that_exists_is_not_touched(
    dataset: CxrDataset, tmp_path: Path, kept: str
) -> None:
    """If any of the three files is there, none is written without force."""
    (tmp_path / kept).write_text("mine")

    with pytest.raises(OutputError, match="exists already"):
        planted(dataset, tmp_path)
    assert [kept] == below(tmp_path)
    assert "mine" == (tmp_path / kept).read_text()
    inject(dataset, tmp_path / "bad.h5", plan(dataset), force=True)
    assert 3 == len(below(tmp_path))


def test_a_damaged_manifest_is_refused(dataset: CxrDataset, tmp_path: Path) -> None:
    """Cut short or with a missing part, it is no manifest, in one line."""
    bad, _ = planted(dataset, tmp_path)
    path = manifest_path(bad.path)
    whole = path.read_text()
    part = {k: v for k, v in json.loads(whole).items() if k != "target"}
    for text in (whole[:-40], json.dumps(part), "[]", ""):
        path.write_text(text)
        with pytest.raises(BadInputError, match="is not a manifest") as caught:
            Manifest.read(path)
        assert "\n" not in str(caught.value)
