"""`poisonkit attack`: runs and models from elsewhere, and what it says of them."""

from __future__ import annotations

import csv
import json
import re
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


LINES = {
    "--attack pgd:eps=8": r"eps must lie in \(0, 1\], got 8; write 8/255 as 0.0314",
    "--attack pgd:eps=0": r"eps must lie in \(0, 1\], got 0",
    "--attack pgd:eps=nan": "eps must be float, got 'nan'",
    "--attack hfc:eps=8": "write 8/255 as 0.0314",
    "--attack pgd:eps=8/255": "eps must be float, got '8/255'",
    "--attack pdg": "did you mean 'pgd'",
    "--attack pgd:step=3": r"step is a share of eps and must lie in \(0, 2\], got 3",
    "--attack pgd:steps=0": "steps must be at least 1",
    "--attack cw_l2:eps=0.1": "cw_l2 has no parameter 'eps'",
    "--objective appear:label=Masss": "'Masss'; did you mean 'Mass'",
    "--objective untargeted:keep=Mass+Nodul": "did you mean 'Nodule'",
    "--objective target_vector:labels=Mas": "did you mean 'Mass'",
    "--smallest --largest 8": r"eps must lie in \(0, 1\], got 8; did you mean 8/255",
    "--smallest --resolution 0": r"eps must lie in \(0, 1\], got 0",
    "--smallest --largest 1/255 --resolution 2/255": "resolution <= largest",
    "--smallest --attack universal": "no film has a smallest eps of its own",
    "--batch-size 0": "0 is not in the range",
}


@pytest.mark.parametrize("options", LINES)
def test_what_means_nothing_is_refused(
    run_path: Path, dataset_path: Path, options: str
) -> None:
    """One line that says what is meant or allowed, and nothing written."""
    said = refused("attack", run_path, dataset_path, "a.h5", *options.split())

    assert re.search(LINES[options], said), said
    assert not list(Path().iterdir())


def test_a_device_that_is_not_there(
    run_path: Path, dataset_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused with those that are."""
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    words = ("attack", run_path, dataset_path, "a.h5", "--device")
    for device in ("cuda", "cuda:0"):
        said = refused(*words, device)
        assert f"no device '{device}' here; there are: cpu" == said


def test_evaluate_refuses_as_attack_does(run_path: Path, dataset_path: Path) -> None:
    """Labels that are none, eps of 8, and two ways to choose eps at once."""
    words = ("evaluate", run_path, dataset_path, "--attack", "fgsm")

    assert "did you mean 'Mass'" in refused(*words, "--attack-labels", "Nodule,Mas")
    assert "did you mean 8/255" in refused(*words, "--eps", "1/255,8")
    assert "leave out --eps" in refused(*words, "--smallest", "--eps", "0.1")
    assert "leave out --eps and --curves" in refused(
        *words, "--smallest", "--curves", "there"
    )


def test_the_smallest_eps_is_told(run_path: Path, dataset_path: Path) -> None:
    """In words and as numbers, by both commands."""
    search = ("--smallest", "--largest", "0.05", "--resolution", "0.01")
    how = ("--attack", "fgsm", "--objective", "per_label:label=Mass", *search)
    said = done("attack", run_path, dataset_path, "a.h5", *how).stdout
    words = ("evaluate", run_path, dataset_path, *how, "--json")
    (told,) = json.loads(done(*words).stdout)["attacks"]
    found = told["smallest"]

    assert ("eps", 0.05, 0.01) == tuple(
        found[key] for key in ("of", "largest", "resolution")
    )
    assert f"{found['never_reached']:.1%} of {found['films']} films never" in said
    middle = found["quartiles"][1]
    assert f"median {'more' if middle is None else f'{255 * middle:.2f}'}" in said
