"""The manifest: the truth, written twice and read back."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from poisonkit.errors import BadInputError
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.poison import Left, Planted, PoisonedSample

SAMPLE = PoisonedSample(
    id="films/ö, 1.png", row=17, labels_before=(0, 1, -1), labels_after=(1, 1, -1),
    box=(41, 40, 3, 3), largest_change=105, pixels_changed=9,
    left=Left(box=(20, 20, 2, 2), largest_change=60, pixels_changed=4),
    digest_before="a" * 64, digest_after="b" * 64,
)  # fmt: skip
MANIFEST = Manifest(
    trigger="patch:value=0.6", policy="add_target", target="Mass", rate=0.05,
    target_share=0.4, seed=3, split="train", stage="stored",
    preprocessing={"size": 64, "bits": 8},
    label_names=("Mass", "Nodule", "Ödem"), source_digest="s", poisoned_digest="p",
    samples=(SAMPLE,), vanished=("films/2.png",), version="0.1.0",
    more=(Planted(trigger="", policy="flip", target="Nodule", rate=0.1,
                  target_share=0.2),),
)  # fmt: skip


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return a manifest on disk, its table beside it."""
    listing = manifest_path(tmp_path / "poisoned.h5")
    MANIFEST.write(listing, listing.with_suffix(".csv"))
    return listing


def test_round_trip(written: Path) -> None:
    """Every field comes back as it was, tuples as tuples."""
    assert MANIFEST == Manifest.read(written)


def test_it_lies_beside_its_data_set(written: Path) -> None:
    """`poisoned.h5` has `poisoned.manifest.json`, and a table of the same name."""
    assert "poisoned.manifest.json" == written.name
    assert Path("a/b.x.manifest.json") == manifest_path(Path("a/b.x.h5"))
    assert Path("a/b.x.manifest.json") == manifest_path(Path("a/b.x"))


def test_the_table_has_trojai_s_columns(written: Path) -> None:
    """The four columns that others read come first, one line per poisoned sample."""
    with written.with_suffix(".csv").open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)

    assert ["file", "true_label", "train_label", "triggered"] == head[:4]
    assert [["films/ö, 1.png", "Nodule", "Mass|Nodule", "True", "17"]] == rows


def test_the_same_truth_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    """Written again it is the same file, and it names no place on the machine."""
    again = tmp_path / "again.json"
    Manifest.read(written).write(again, again.with_suffix(".csv"))

    assert written.read_bytes() == again.read_bytes()
    assert str(tmp_path) not in again.read_text(encoding="utf-8")


def without(word: str) -> dict[str, Any]:
    values = json.loads(json.dumps(vars(MANIFEST), default=vars))
    return {key: value for key, value in values.items() if key != word}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        json.dumps(without("seed")),
        json.dumps(without("seed") | {"seed": "three"}),
        json.dumps(without("samples") | {"samples": [{"id": "a"}]}),
        json.dumps(without("schema") | {"schema": 2}),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    """Damaged, incomplete or of another schema: one line that names the file."""
    path = tmp_path / "bad.manifest.json"
    path.write_text(text)
    with pytest.raises(BadInputError, match=r"bad\.manifest\.json") as caught:
        Manifest.read(path)

    assert 1 == len(str(caught.value).splitlines())


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    """Bytes that are no text, and no file at all, end in a sentence."""
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInputError, match="bytes is not a manifest"):
        Manifest.read(tmp_path / "bytes")
    with pytest.raises(BadInputError, match=r"cannot read .*gone: No such file"):
        Manifest.read(tmp_path / "gone")
