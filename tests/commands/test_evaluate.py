"""`poisonkit evaluate`: what a model is worth, and what a trigger does to it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from tests.commands.running import done, everything, refused


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only place where temporary files may be made."""
    place = tmp_path.parent / f"{tmp_path.name}-scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_the_model_is_measured(run_path: Path, dataset_path: Path) -> None:
    """The measures are those that the training wrote down."""
    words = ("--precision", "fp32", "--json")
    said = json.loads(done("evaluate", run_path, dataset_path, *words).stdout)

    assert json.loads((run_path / "metrics.json").read_bytes()) == said


def test_the_trigger_is_tried(places: dict[str, Path]) -> None:
    """With --manifest the attack's rate stands beside the rate without the trigger."""
    words = ("evaluate", places["run"], places["data"], "--manifest", places["truth"])
    text = done(*words).stdout
    attack = json.loads(done(*words, "--json").stdout)["attack"]

    success = f"{attack['attack_success_rate']:.1%}"
    untouched = f"{attack['untouched_rate']:.1%}"
    assert "trigger patch:value=0.8 on" in text
    assert f"attack success rate   {success} (untouched: {untouched})\n" in text
    assert 0.95 == attack["operating_specificity"]
    assert "Atelectasis" == attack["target"]


def test_a_folder_is_measured_as_its_data_set_is(
    run_path: Path, folder: Path, dataset_path: Path, scratch: Path
) -> None:
    """Its films are prepared at the model's size, and nothing of that is left."""
    words = ("--workers", "1", "--json")
    from_folder = done("evaluate", run_path, folder, *words).stdout

    assert done("evaluate", run_path, dataset_path, "--json").stdout == from_folder
    assert {} == everything(Path()) == everything(scratch)


def test_the_size_is_the_model_s(folder: Path, scratch: Path) -> None:
    """A model of 24 pixels gets films of 24 pixels, without being told."""
    words = ("--network", "small_cnn:width=4", "--epochs", "1", "--workers", "1")
    done("train", folder, "run", *words, "--size", "24")
    result = done("evaluate", "run", folder, "--workers", "1")

    assert "at 24 pixels" in result.stderr
    assert {} == everything(scratch)


def test_a_refusal_leaves_no_scratch(
    run_path: Path, folder: Path, scratch: Path
) -> None:
    """What a folder became for a moment is gone when the evaluation is refused, too."""
    assert "trained at 48" in refused("evaluate", run_path, folder, "--size", "32")
    assert {} == everything(scratch)


def test_the_measures_go_to_a_file(run_path: Path, dataset_path: Path) -> None:
    """--out writes what --json prints."""
    said = done("evaluate", run_path, dataset_path, "--json", "--out", "deep/m.json")

    assert json.loads(said.stdout) == json.loads(Path("deep/m.json").read_bytes())
