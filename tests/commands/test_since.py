"""`poisonkit audit --since`: what came in the night, in the light of what was there."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.datasetfile import columns_at, write_dataset
from poisonkit.evidencefile import EvidenceFile
from poisonkit.lineage import Lineage
from poisonkit.phantoms.folder import write_folder
from tests.commands.conftest import PIXELS
from tests.commands.running import done, refused

if TYPE_CHECKING:
    from poisonkit.arrays import Rows

ASKING = tuple(
    word
    for name in ("spectral_signature", "saliency_clustering", "agpd", "label_errors")
    for word in ("--detector", name)
)


def part(source: Path, place: Path, rows: Rows) -> Path:
    """Write a data set of some *rows* of the one at *source*."""
    data = CxrDataset.open(source)
    columns = columns_at(data, rows, Lineage(stage="ingest"))
    write_dataset(place, iter([data.images[rows]]), columns)
    return place


@pytest.fixture(scope="session")
def yesterday(
    poisoned_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Return the first 300 of the poisoned films, and their audit."""
    place = tmp_path_factory.mktemp("yesterday")
    old = part(poisoned_path, place / "old.h5", np.arange(300))
    done("audit", old, "--out", place / "audit", *PIXELS)
    return old, place / "audit"


def record(place: Path) -> dict[str, Any]:
    """Return what an audit found."""
    told: dict[str, Any] = json.loads((place / "findings.json").read_bytes())
    return told


def suspects(told: dict[str, Any], new: set[str]) -> dict[str, set[str]]:
    """Return the suspects among the films *new* of every finding with any."""
    named = {
        finding["fingerprint"]: {s["image"] for s in finding["samples"]} & new
        for finding in told["findings"]
    }
    return {finding: films for finding, films in named.items() if films}


def test_findings_are_those_of_the_whole(
    yesterday: tuple[Path, Path], poisoned_path: Path, audited: Path
) -> None:
    """A new film is suspected if and only if the audit of everything suspects it."""
    result = done("audit", poisoned_path, "--out", "new", *PIXELS,
                  "--since", yesterday[1])  # fmt: skip
    told = record(Path("new"))
    new = set(CxrDataset.open(poisoned_path).ids[300:])

    assert list(CxrDataset.open(poisoned_path).ids[300:]) == told["since"]["images"]
    assert suspects(record(audited), new) == suspects(told, new)
    assert all(s["row"] >= 300 for f in told["findings"] for s in f["samples"])
    assert "of 100 new films carry a trigger that adds Atelectasis" in result.stdout
    assert "300 films were audited before." in result.stdout


def test_only_new_films_are_flagged(
    yesterday: tuple[Path, Path], poisoned_path: Path
) -> None:
    """`scores.csv` ranks all films, and flags those that nobody has looked at."""
    words = ("--out", "new", *PIXELS, "--since", yesterday[1])
    done("audit", poisoned_path, *words)
    with Path("new/scores.csv").open(newline="", encoding="utf-8") as file:
        flagged = [int(r["row"]) for r in csv.DictReader(file) if r["flagged"] == "1"]

    assert flagged
    assert min(flagged) >= 300


def test_nothing_new_is_nothing_to_tell(yesterday: tuple[Path, Path]) -> None:
    """A night without a delivery passes, whatever was found before."""
    old, audit = yesterday
    words = ("--out", "new", *PIXELS, "--since", audit, "--fail-on", "low")

    assert "No evidence of poison in 0 new films" in done("audit", old, *words).stdout


def test_a_film_with_another_label_is_new(
    yesterday: tuple[Path, Path], tmp_path: Path
) -> None:
    """A label that was changed since is as suspect as a new film."""
    old, audit = yesterday
    shutil.copy(old, tmp_path / "turned.h5")
    import h5py  # noqa: PLC0415 - here alone

    with h5py.File(tmp_path / "turned.h5", "r+") as file:
        file["labels"][7, 0] = 1 - file["labels"][7, 0]
    done("audit", tmp_path / "turned.h5", "--out", "new", *PIXELS, "--since", audit)

    assert [CxrDataset.open(old).ids[7]] == record(Path("new"))["since"]["images"]


def test_the_same_model_sees_only_what_is_new(
    dataset_path: Path, run_path: Path
) -> None:
    """Old evidence is taken over; findings are those of a whole audit by this model."""
    old = part(dataset_path, Path("old.h5"), np.arange(120))
    words = ("--model", run_path, *ASKING, "--precision", "fp32", "--out")
    done("audit", old, *words, "before")
    done("audit", dataset_path, *words, "whole")
    done("audit", dataset_path, *words, "new", "--since", "before")
    whole, fast = (EvidenceFile.open(Path(p, "evidence.h5")) for p in ("whole", "new"))
    new = set(CxrDataset.open(dataset_path).ids[120:])

    np.testing.assert_array_equal(whole.pairs.rows, fast.pairs.rows)
    for name in ("logits", "activations", "maps", "gradients"):
        np.testing.assert_allclose(
            getattr(whole, name), getattr(fast, name), rtol=1e-2, atol=2e-3
        )
    assert suspects(record(Path("whole")), new) == suspects(record(Path("new")), new)


@pytest.mark.parametrize("model", [True, False])
def test_what_was_seen_is_not_seen_again(
    dataset_path: Path, run_path: Path, *, model: bool
) -> None:
    """Old rows are copied from the earlier evidence, unless the model is another."""
    import h5py  # noqa: PLC0415 - here alone

    old = part(dataset_path, Path("old.h5"), np.arange(120))
    words = ("--model", run_path, "--detector", "spectral_signature", "--out")
    done("audit", old, *words, "before")
    with h5py.File("before/evidence.h5", "r+") as file:
        file["logits"][5] = 17
        if not model:
            file.attrs["model_digest"] = "another"
    done("audit", dataset_path, *words, "new", "--since", "before")
    fast = EvidenceFile.open(Path("new/evidence.h5"))

    assert model == bool(np.equal(fast.logits[5], 17).all())
    assert not np.equal(fast.logits[120:], 17).any()


def test_an_old_data_set_is_not_decoded_again(tmp_path: Path) -> None:
    """Of a folder that grew only new films are read; the earlier audit holds others."""
    films = write_folder(tmp_path / "films", 80, seed=5, size=48)
    table = (films / "labels.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (films / "labels.csv").write_text("".join(table[:61]), encoding="utf-8")
    done("audit", films, "--out", "before", *PIXELS, "--workers", "1")
    (films / "labels.csv").write_text("".join(table), encoding="utf-8")
    words = (*PIXELS, "--since", "before", "--workers", "1", "-v")
    told = done("audit", films, "--out", "new", *words)

    assert "60 unchanged films were not decoded again" in told.stderr
    assert 20 == len(record(Path("new"))["since"]["images"])


@pytest.mark.slow
def test_the_probe_is_kept(poisoned_path: Path) -> None:
    """No second probe is trained, its canaries are not claimed, a third night works."""
    old = part(poisoned_path, Path("old.h5"), np.arange(300))
    words = ("--detector", "saliency_clustering", "--out")
    done("audit", old, *words, "before")
    done("audit", poisoned_path, *words, "new", "--since", "before")
    done("audit", poisoned_path, *words, "third", "--since", "new")
    told = [record(Path(name)) for name in ("before", "new", "third")]

    assert 1 == len({one["model_digest"] for one in told})
    assert [True, False, False] == [bool(one["canaries"]) for one in told]
    assert not Path("new/probe/losses.h5").exists()


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("version", "0.0.1", "is an audit of poisonkit 0.0.1, this is"),
        ("label_names", ["Mass"], "is an audit of other labels: Atelectasis"),
        ("preprocessing", {}, "is an audit of films made with another bits and"),
        ("images", [], "films.json is of another schema, or damaged"),
        ("schema", 9, "films.json is of another schema, or damaged"),
        ("digests", 3, "films.json is missing or damaged"),
    ],
)
def test_another_audit_is_refused(
    yesterday: tuple[Path, Path], key: str, value: object, why: str
) -> None:
    """What cannot be gone on from is refused in one line, and nothing is left."""
    shutil.copytree(yesterday[1], "other")
    films = json.loads(Path("other/films.json").read_bytes()) | {key: value}
    Path("other/films.json").write_text(json.dumps(films), encoding="utf-8")
    words = ("--out", "new", *PIXELS, "--since", "other")

    assert why in refused("audit", yesterday[0], *words)
    assert not Path("new").exists()


def test_what_is_no_audit_is_refused(yesterday: tuple[Path, Path]) -> None:
    """A folder that is none, or the one that is to be replaced."""
    words = ("audit", yesterday[0], *PIXELS, "--out")
    shutil.copytree(yesterday[1], "same")

    assert "nowhere is no audit" in refused(*words, "x", "--since", "nowhere")
    assert "give another" in refused(*words, "same", "--since", "same", "--force")
