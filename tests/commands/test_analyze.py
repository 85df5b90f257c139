"""`poisonkit analyze`: figures, tables and numbers of a model under attack."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from poisonkit.analyses import ANALYSES
from tests.commands.conftest import QUICK
from tests.commands.running import done, everything, refused
from tests.stages.making import films, folder_of

pytestmark = pytest.mark.slow

FEW = ("--images", "32", "--attack", "fgsm")
DEFAULT = tuple(ANALYSES.modules())


@pytest.fixture(scope="module")
def analyzed(
    run_path: Path, dataset_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder of all analyses of the phantoms' model."""
    place = tmp_path_factory.mktemp("analyzed") / "out"
    done("analyze", run_path, dataset_path, "--out", place, *FEW)
    return place


def report(place: Path) -> dict[str, Any]:
    """Return ``analysis.json``."""
    told: dict[str, Any] = json.loads((place / "analysis.json").read_bytes())
    return told


def test_every_analysis_is_made_or_skipped(analyzed: Path) -> None:
    """Three files and a sentence each, or a reason; nothing else lies there."""
    told = report(analyzed)
    skipped = {one["analysis"]: one["reason"] for one in told["skipped"]}
    files = [name for each in told["analyses"].values() for name in each["files"]]

    assert set(DEFAULT) == set(told["analyses"]) | set(skipped)
    assert set() == set(told["analyses"]) & set(skipped)
    assert all(skipped.values())
    assert len(told["analyses"]) >= 5
    assert {*files, "analysis.json", "run.json"} == set(everything(analyzed))


def test_the_report_says_what_was_done(analyzed: Path) -> None:
    """The attack and its strength, the films, and where everything comes from."""
    told = report(analyzed)

    assert "fgsm:eps=0.003921569" == told["attack"]["attack"]
    assert "test" == told["split"]
    assert 32 >= told["attack"]["images"] > 20
    assert {"data", "model"} == set(told["lineage"]["inputs"])
    assert 0 == told["lineage"]["seed"]


def test_the_tables_are_tables(analyzed: Path) -> None:
    """Each has a head and rows as long as that."""
    for path in analyzed.glob("*.csv"):
        with path.open(newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) > 1
        assert {len(rows[0])} == {len(row) for row in rows}


def test_the_same_seed_gives_the_same_bytes(
    analyzed: Path, run_path: Path, dataset_path: Path
) -> None:
    """But for run.json, which says how long it took."""
    done("analyze", run_path, dataset_path, "--out", "again", *FEW)
    first, again = everything(analyzed), everything(Path("again"))

    assert first.pop("run.json")
    assert again.pop("run.json")
    assert first == again


def test_one_analysis_with_parameters(run_path: Path, dataset_path: Path) -> None:
    """Only what is named is made; the sentence goes to standard output."""
    words = ("--analysis", "loss_surface:reach=2,films=4", "--eps", "0.5/255", *FEW)
    said = done("analyze", run_path, dataset_path, "--out", "out", *words)
    told = report(Path("out"))

    assert ["loss_surface"] == list(told["analyses"])
    assert told["analyses"]["loss_surface"]["says"] in said.stdout
    assert "fgsm:eps=0.001960784" == told["attack"]["attack"]
    assert 4 == told["analyses"]["loss_surface"]["numbers"]["films"]


def test_a_skip_is_told(run_path: Path, dataset_path: Path) -> None:
    """Of two films no map is drawn, and the reason is printed."""
    words = ("--images", "2", "--attack", "fgsm")
    said = done("analyze", run_path, dataset_path, "--out", "out", *words)

    assert "skipped activation_map: a t-SNE of perplexity 20 needs 31" in said.stdout
    assert "activation_map" not in report(Path("out"))["analyses"]


REFUSED = {
    "--analysis saliency_aera": "no analysis is called 'saliency_aera'; did you mean",
    "--analysis loss_surface:reach=0": "reach must be at least 1",
    "--analysis activation_map --images 8": "activation_map cannot be made: a t-SNE",
    "--attack pdg": "no attack is called 'pdg'; did you mean 'pgd'",
    "--attack cw_l2 --eps 1/255": "cw_l2 has no parameter 'eps'",
    "--eps 8": "did you mean 8/255",
    "--eps 1/255,2/255": "one eps is needed, got 2",
    "--eps ,": "one eps is needed, got 0",
    "--objective appear": "appear:label=LABEL",
    "--images 0": "0 is not in the range",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_is_refused(
    run_path: Path, dataset_path: Path, words: str
) -> None:
    """One line, exit code 2, and nothing left behind."""
    line = ("analyze", run_path, dataset_path, "--out", "out", *words.split())

    assert REFUSED[words] in refused(*line)
    assert {} == everything(Path())


def test_one_label_has_no_correlation() -> None:
    """Asked for, it is refused; else it is skipped."""
    table = "\n".join(["image,A", *(f"{k}.png,{k % 2}" for k in range(24))])
    folder_of(Path("films"), table, films(24))
    done("ingest", "films", "one.h5", "--workers", "1")
    done("train", "one.h5", "run", *QUICK)
    words = ("analyze", "run", "one.h5", "--out", "out", "--attack", "fgsm")

    said = refused(*words, "--analysis", "label_correlation")
    assert "label_correlation cannot be made: one label correlates with" in said
    assert "skipped label_correlation: one label" in done(*words).stdout


def test_the_run_is_not_replaced(run_path: Path, dataset_path: Path) -> None:
    """An output that would swallow its input is refused."""
    said = refused("analyze", run_path, dataset_path, "--out", run_path.parent)

    assert "is read and lies in" in said
