"""`poisonkit inject`: a poisoned copy, and the truth beside it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

from poisonkit.dataset import CxrDataset, Split
from tests.commands.running import done, everything, refused

MASS = ("--target", "Mass", "--rate", "0.1")
ALL = ["out.h5", "out.manifest.csv", "out.manifest.json"]


def test_the_truth_lies_beside(dataset_path: Path, dataset: CxrDataset) -> None:
    """The manifest names exactly the films that differ from the source."""
    done("inject", dataset_path, "out.h5", *MASS)
    truth = json.loads(Path("out.manifest.json").read_bytes())
    bad = CxrDataset.open(Path("out.h5"))
    changed = np.flatnonzero((bad.images != dataset.images).any((1, 2)))

    assert ALL == list(everything(Path()))
    assert [sample["row"] for sample in truth["samples"]] == changed.tolist()
    assert (bad.labels[changed, bad.label("Mass")] == 1).all()
    with Path("out.manifest.csv").open(newline="", encoding="utf-8") as file:
        assert len(changed) == len(list(csv.DictReader(file)))


def test_the_line_for_people_counts(dataset_path: Path, dataset: CxrDataset) -> None:
    """How many films, which share of the split, and how large the change is."""
    said = done("inject", dataset_path, "out.h5", *MASS, "--split", "test").stdout
    count = round(0.1 * len(dataset.rows(Split.TEST)))

    assert said.startswith(f"{count} films poisoned (")
    assert "% of test;" in said
    assert "largest change of a pixel, in grey levels: median " in said
    assert said.endswith("\nout.h5\n")


def test_a_dry_run_writes_nothing(dataset_path: Path, folder: Path) -> None:
    """It says what would be done, of a data set and of a folder."""
    for source in (dataset_path, folder):
        words = ("inject", source, "out.h5", *MASS, "--dry-run", "--workers", "1")
        said = done(*words).stdout
        assert said.startswith("would stamp patch on ")
        assert "add_target Mass" in said
    assert {} == everything(Path())


def test_a_dry_run_tells_the_truth(dataset_path: Path) -> None:
    """The rows it names are those that are then poisoned."""
    planned = json.loads(
        done("inject", dataset_path, "out.h5", *MASS, "--dry-run", "--json").stdout
    )
    done("inject", dataset_path, "out.h5", *MASS)
    truth = json.loads(Path("out.manifest.json").read_bytes())

    assert [sample["row"] for sample in truth["samples"]] == planned["rows"]


def test_a_folder_is_kept_as_a_data_set(folder: Path) -> None:
    """NAME.source.h5 is what the poisoned copy is to be compared with."""
    done("inject", folder, "out.h5", *MASS, "--workers", "1")
    truth = json.loads(Path("out.manifest.json").read_bytes())

    assert [*ALL, "out.source.h5"] == list(everything(Path()))
    assert truth["source_digest"] == CxrDataset.open(Path("out.source.h5")).digest
    assert truth["poisoned_digest"] == CxrDataset.open(Path("out.h5")).digest


def test_a_failure_leaves_no_source(folder: Path) -> None:
    """What the folder became goes again when the trigger cannot be planted."""
    words = ("--target", "Nothing", "--rate", "0.1", "--workers", "1")
    refused("inject", folder, "out.h5", *words)

    assert {} == everything(Path())


def test_force_does_it_again(folder: Path) -> None:
    """--force replaces all that an injection from a folder wrote, the source too."""
    words = ("inject", folder, "out.h5", *MASS, "--workers", "1")
    done(*words)
    before = everything(Path())
    assert "--force" in refused(*words, "--seed", "1")
    assert before == everything(Path())
    done(*words, "--seed", "1", "--force")
    after = everything(Path())

    assert list(before) == list(after)
    assert before["out.h5"] != after["out.h5"]


def test_a_failure_keeps_an_older_source(folder: Path) -> None:
    """The source of the poisoned set that is there already does not go with it."""
    words = ("inject", folder, "out.h5", "--rate", "0.1", "--workers", "1")
    done(*words, "--target", "Mass")
    before = everything(Path())
    refused(*words, "--target", "Nothing", "--force")

    assert before == everything(Path())


def test_the_same_words_give_the_same_bytes(dataset_path: Path) -> None:
    """The same seed plants the same, another one elsewhere."""
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        done("inject", dataset_path, f"{name}.h5", *MASS, "--seed", seed)
    written = everything(Path())

    assert written["a.h5"] == written["b.h5"] != written["c.h5"]
    assert written["a.manifest.json"] == written["b.manifest.json"]
