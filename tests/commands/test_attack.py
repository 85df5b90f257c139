"""`poisonkit attack`: runs and models from elsewhere, and what it says of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from poisonkit.dataset import CxrDataset
from tests.commands.running import done, refused
from tests.stages.strangers import export, script, vendor, write_card

if TYPE_CHECKING:
    from collections.abc import Sequence

PGD = ("--attack", "pgd:eps=0.05,steps=3", "--precision", "fp32", "--json")


@pytest.fixture
def names(dataset_path: Path) -> Sequence[str]:
    """Return the labels of the phantoms."""
    return CxrDataset.open(dataset_path).label_names


@pytest.mark.parametrize("kind", ["script", "export", "factory"])
def test_a_model_from_elsewhere_is_attacked(
    dataset_path: Path,
    names: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    """It falls, within eps, and the data set names the digest of its weights."""
    module = vendor(len(names), channels=3)
    write_card(Path("m.pt"), label_names=list(names), size=48)
    if kind == "script":
        model = script(Path("m.pt"), module)
    elif kind == "export":
        model = export(Path("m.pt2"), module)
    else:
        model = Path("tests.stages.strangers:three")
        monkeypatch.setattr("tests.stages.strangers.three", lambda: module)
    options = ("--model-labels", ",".join(names)) if kind == "factory" else ()
    told = json.loads(
        done("attack", model, dataset_path, "a.h5", *PGD, *options).stdout
    )
    clean = json.loads(done("evaluate", model, dataset_path, *PGD[2:], *options).stdout)

    assert told["auroc"] < clean["clean_auroc"]
    assert told["mean_linf"] == pytest.approx(0.05, abs=1e-5)
    assert told["run"] == CxrDataset.open(Path("a.h5")).lineage.parameters["run"]
    assert 64 == len(told["run"])


def test_hiding_goes_for_runs_and_for_strangers(
    run_path: Path, dataset_path: Path, names: Sequence[str]
) -> None:
    """Both have features and a head; a stranger's labels must be told."""
    done("attack", run_path, dataset_path, "a.h5", "--attack", "hfc:steps=2")

    with Path("a.attack.csv").open(newline="") as file:
        assert len(CxrDataset.open(Path("a.h5"))) == len(list(csv.DictReader(file)))
    script(Path("m.pt"), vendor(len(names)))
    labels = ("--model-labels", ",".join(names))
    assert "labels" in refused("attack", "m.pt", dataset_path, "b.h5")
    done("attack", "m.pt", dataset_path, "b.h5", "--attack", "hfc:steps=1", *labels)
