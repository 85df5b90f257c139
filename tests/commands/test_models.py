"""Models from elsewhere on the command line: weights to start from, and networks."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from poisonkit.dataset import CxrDataset
from tests.commands.conftest import QUICK
from tests.commands.running import done, refused
from tests.stages.strangers import export, script, vendor, write_card

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture
def names(dataset_path: Path) -> Sequence[str]:
    """Return the labels of the phantoms."""
    return CxrDataset.open(dataset_path).label_names


def test_a_training_starts_from_weights(run_path: Path, dataset_path: Path) -> None:
    """The run remembers the file, by name and digest; another start, another end."""
    weights = run_path / "weights.safetensors"
    done("train", dataset_path, "fresh", *QUICK)
    done("train", dataset_path, "run", *QUICK, "--weights", weights)
    told = json.loads(Path("run/checkpoint.json").read_bytes())["lineage"]["parameters"]
    ends = {Path(run, weights.name).read_bytes() for run in ("run", "fresh")}

    digest = sha256(weights.read_bytes()).hexdigest()
    assert {"file": weights.name, "sha256": digest} == told["weights"]
    assert 2 == len(ends)


def test_weights_that_do_not_fit_are_refused(
    run_path: Path, dataset_path: Path
) -> None:
    """Another network's weights, no weights, and code: one line, and no run."""
    words = ("train", dataset_path, "run", "--epochs", "1", "--weights")
    said = refused(*words, run_path / "weights.safetensors")
    assert "does not fit small_cnn: its stages.0.1.0.weight is 4 x 3 x 5 x 5" in said
    torch.save({"a": print}, "evil.pt")
    assert "code is never run" in refused(*words, "evil.pt")
    assert "cannot read the weights none" in refused(*words, "none")
    assert not Path("run").exists()


def test_what_was_adapted_is_told(run_path: Path, dataset_path: Path) -> None:
    """A head of other labels is left fresh, and the user hears of it."""
    fresh = done("train", dataset_path, "one", *QUICK, "--weights", _headless(run_path))

    assert "weights, head.weight: left fresh, of 8 labels here and 3" in fresh.stderr


def _headless(run_path: Path) -> Path:
    from safetensors.torch import load_file  # noqa: PLC0415 - only here

    weights = load_file(run_path / "weights.safetensors")
    weights |= {"head.weight": weights["head.weight"][:3], "head.bias": torch.zeros(3)}
    torch.save(weights, "three.pt")
    return Path("three.pt")


def test_a_script_is_measured(dataset_path: Path, names: Sequence[str]) -> None:
    """`evaluate` takes TorchScript; labels come from the command line."""
    script(Path("m.pt"), vendor(len(names)))
    words = ("evaluate", "m.pt", dataset_path)
    result = done(*words, "--model-labels", ",".join(names), "--json")

    assert list(names) == list(json.loads(result.stdout)["clean_auroc_per_label"])
    assert "m.pt: no layer can be looked into" in result.stderr
    assert "nothing says the label names of m.pt; give --model-la" in refused(*words)
    assert "gives 8 logits per film, but 2" in refused(*words, "--model-labels", "A,B")
    turned = ",".join(reversed(names))
    assert "other order" in refused(*words, "--model-labels", turned)


def test_an_export_is_audited_and_explained(
    dataset_path: Path, folder: Path, names: Sequence[str]
) -> None:
    """`audit` and `explain` look into an exported network by its card."""
    path = export(Path("m.pt2"), vendor(len(names), channels=3))
    write_card(path, label_names=list(names), size=48)
    detector = ("--detector", "spectral_signature")
    done("audit", dataset_path, "--out", "audit", "--model", path, *detector)
    found = json.loads(Path("audit/findings.json").read_bytes())
    assert sha256(path.read_bytes()).hexdigest() == found["model_digest"]
    film = next((folder / "images").iterdir())
    done("explain", path, film, "--out", "seen", "--label", names[0])

    assert 1 == len(list(Path("seen").glob("*.png")))


def test_a_factory_is_called(
    dataset_path: Path, names: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`module:factory` gives a network, or one line of why not."""
    monkeypatch.setattr("tests.stages.strangers.three", lambda: vendor(len(names)))
    labels = ("--model-labels", ",".join(names))
    done("evaluate", "tests.stages.strangers:three", dataset_path, *labels)

    gone = refused("evaluate", "no.such:thing", dataset_path, *labels)
    assert "no.such:thing cannot be called: No module named 'no'" in gone


def test_a_run_needs_no_telling(run_path: Path, dataset_path: Path) -> None:
    """Options for strangers are refused with a run of one's own."""
    words = ("evaluate", run_path, dataset_path, "--features", "fc")
    assert "is a run of poisonkit's own" in refused(*words)
