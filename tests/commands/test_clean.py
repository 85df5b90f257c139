"""`poisonkit clean`: the data set without what its audit found."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

from poisonkit.dataset import CxrDataset
from poisonkit.scorefile import read_scores
from tests.commands.conftest import PIXELS
from tests.commands.running import done, everything, refused


def test_flagged_films_are_gone(poisoned_path: Path, audited: Path) -> None:
    """What the audit flagged is left out, everything else is there unchanged."""
    before = CxrDataset.open(poisoned_path)
    kept = np.flatnonzero(~read_scores(audited).flagged)
    done("clean", poisoned_path, "out.h5", "--audit", audited)
    after = CxrDataset.open(Path("out.h5"))

    assert 0 < len(kept) < len(before)
    assert [before.ids[row] for row in kept] == list(after.ids)
    assert [before.patients[row] for row in kept] == list(after.patients)
    np.testing.assert_array_equal(before.images[kept], after.images)
    np.testing.assert_array_equal(before.labels[kept], after.labels)
    np.testing.assert_array_equal(before.split[kept], after.split)


def test_what_is_gone_is_listed(poisoned_path: Path, audited: Path) -> None:
    """OUT.removed.csv names each film, its row and the finding that accuses it."""
    words = ("clean", poisoned_path, "out.h5", "--audit", audited, "--json")
    told = json.loads(done(*words).stdout)
    with Path("out.removed.csv").open(newline="", encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    source = CxrDataset.open(poisoned_path)

    assert ["out.h5", "out.removed.csv"] == list(everything(Path()))
    assert len(listed) == told["removed"] == len(source) - told["kept"]
    assert {"F1"} == {row["finding"] for row in listed}
    for row in listed:
        assert source.ids[int(row["row"])] == row["image"]
        assert row["image"] not in CxrDataset.open(Path("out.h5")).ids


def test_nothing_is_planted_any_more(poisoned_path: Path, audited: Path) -> None:
    """An audit of what is left finds no trigger."""
    done("clean", poisoned_path, "out.h5", "--audit", audited)
    said = done("audit", "out.h5", "--out", "again", *PIXELS, "--fail-on", "low").stdout

    assert "No evidence of poison" in said


def test_a_high_bar_leaves_out_less(poisoned_path: Path, audited: Path) -> None:
    """With --severity high what was not proven stays, and the line says so."""
    words = ("--audit", audited, "--severity", "high")
    said = done("clean", poisoned_path, "out.h5", *words).stdout

    who = "by the audit's findings; nobody reviewed them"
    assert f"0 films left out, 400 kept\n{who}\nout.h5\n" == said


def test_another_set_s_audit_is_refused(dataset_path: Path, audited: Path) -> None:
    """Rows of one data set mean nothing in another."""
    said = refused("clean", dataset_path, "out.h5", "--audit", audited)

    assert f"{audited} is the audit of another data set" == said
    assert {} == everything(Path())
