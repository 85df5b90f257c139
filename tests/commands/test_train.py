"""`poisonkit train`: a run that can be used, from a data set or from a folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from poisonkit.dataset import CxrDataset
from tests.commands.conftest import QUICK
from tests.commands.running import done, everything, refused

RUN = {
    "checkpoint.json", "history.csv", "losses.h5", "metrics.json", "run.json",
    "weights.safetensors",
}  # fmt: skip


def test_a_run_has_its_files(dataset_path: Path) -> None:
    """Weights, metrics, history and losses; the table ends with where they are."""
    said = done("train", dataset_path, "run", *QUICK).stdout
    measures = json.loads(Path("run/metrics.json").read_bytes())

    assert {f"run/{name}" for name in RUN} | {"run"} == set(everything(Path()))
    assert said.startswith(f"clean AUROC on {measures['images']} test films\n")
    assert f"macro mean     {measures['clean_auroc']:.3f}\n" in said
    assert said.endswith("\nkept: epoch 1\nrun\n")


def test_a_folder_is_kept_as_a_data_set(folder: Path) -> None:
    """The run of a folder holds data.h5, which an audit of the model can use."""
    done("train", folder, "run", *QUICK, "--workers", "1")

    assert 160 == len(CxrDataset.open(Path("run/data.h5")))
    assert RUN <= {path.name for path in Path("run").iterdir()}
    done("evaluate", "run", "run/data.h5")


def test_an_unfinished_training_is_discarded_only_with_force(
    dataset_path: Path,
) -> None:
    """What the refusal says can be done, can be done; then nothing is left of it."""
    Path("run.unfinished").mkdir()
    Path("run.unfinished/state.pt").write_bytes(b"an epoch")

    said = refused("train", dataset_path, "run", *QUICK)
    assert said.endswith("go on with --resume, or discard it with --force")
    assert {"run.unfinished/state.pt"} < set(everything(Path()))

    done("train", dataset_path, "run", *QUICK, "--force")
    assert {f"run/{name}" for name in RUN} | {"run"} == set(everything(Path()))


def test_options_reach_the_training(dataset_path: Path) -> None:
    """Epochs, network, seed and rate of learning stand in the checkpoint's lineage."""
    words = ("--epochs", "2", "--batch-size", "32", "--learning-rate", "0.01")
    done("train", dataset_path, "run", *QUICK, *words, "--seed", "9", "--keep", "best")
    card = json.loads(Path("run/checkpoint.json").read_bytes())
    told = card["lineage"]["parameters"]
    with Path("run/history.csv").open(newline="", encoding="utf-8") as file:
        assert 2 == len(list(csv.DictReader(file)))

    assert "small_cnn:width=4" == card["network"]
    assert (2, 32, 0.01) == (
        told["epochs"], told["batch_size"], told["learning_rate"],
    )  # fmt: skip
    assert ("best", 9) == (told["keep"], card["lineage"]["seed"])


def test_the_same_words_give_the_same_weights(dataset_path: Path) -> None:
    """Another seed gives other weights; the same seed the same, to the byte."""
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        done("train", dataset_path, name, *QUICK, "--seed", seed)
    written = everything(Path())
    weights = [written[f"{name}/weights.safetensors"] for name in "abc"]

    assert weights[0] == weights[1] != weights[2]
    assert written["a/losses.h5"] == written["b/losses.h5"]


def test_force_replaces_the_whole_run(folder: Path, dataset_path: Path) -> None:
    """Nothing of the old run is left in the new one."""
    done("train", folder, "run", *QUICK, "--workers", "1")
    done("train", dataset_path, "run", *QUICK, "--force")

    assert RUN == {path.name for path in Path("run").iterdir()}
