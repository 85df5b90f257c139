"""Train: the run holds the model that was measured, and how it was learned."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from poisonkit.checkpoint import Checkpoint, model_digest
from poisonkit.dataset import Split
from poisonkit.decisionloss import masked_losses
from poisonkit.learning import fresh, save
from poisonkit.lineage import Lineage
from poisonkit.stages.train import train
from tests.stages.making import below
from tests.stages.teaching import NETWORK, RECIPE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

FILES = [
    "checkpoint.json",
    "history.csv",
    "losses.h5",
    "metrics.json",
    "run.json",
    "weights.safetensors",
]


def aurocs(
    run: Path, data: CxrDataset, compute: Compute, split: Split
) -> dict[str, float]:
    """Return scikit-learn's AUROC per label, where there is one, of a loaded model."""
    model, rows = Checkpoint.read(run).load(run), data.rows(split)
    logits = compute.logits(model, lambda chosen: data.images[chosen], rows)
    labels: NDArray[np.int8] = data.labels[rows]
    return {
        name: float(roc_auc_score(labels[:, k], logits[:, k]))
        for k, name in enumerate(data.label_names)
        if len(set(labels[:, k].tolist())) > 1
    }


def test_the_run_is_complete(run: Path) -> None:
    """Checkpoint, history, traces, measures and what it ran on, and nothing else."""
    record = json.loads((run / "run.json").read_text())

    assert FILES == below(run)
    assert "train" == record["stage"]
    assert record["seconds"].keys() == {"train", "evaluate"}
    assert record["libraries"]["torch"]


def test_measures_are_those_of_the_stored_model(
    run: Path, dataset: CxrDataset, processor: Compute
) -> None:
    """Loaded from disk, the model gets exactly the AUROCs that were written down."""
    metrics = json.loads((run / "metrics.json").read_text())
    told = metrics["clean_auroc_per_label"]
    wanted = aurocs(run, dataset, processor, Split.TEST)

    assert ("test", 32) == (metrics["split"], metrics["images"])
    assert wanted == {name: value for name, value in told.items() if value is not None}
    assert list(dataset.label_names) == list(told)
    assert np.mean(list(wanted.values())) == metrics["clean_auroc"]


@pytest.mark.parametrize("network", ["small_cnn:width=2", "resnet18", "densenet121"])
def test_a_checkpoint_gives_the_same_logits(
    dataset: CxrDataset, processor: Compute, tmp_path: Path, network: str
) -> None:
    """Whatever the network, running means included, not one bit is lost on disk."""
    model = fresh(network, len(dataset.label_names), seed=3)
    model.train()
    images = processor.images(dataset.images[:4])
    model(images)
    model.eval()
    save(tmp_path, model, dataset, network, Lineage(stage="train"))
    loaded = Checkpoint.read(tmp_path).load(tmp_path)

    with torch.inference_mode():
        assert torch.equal(model(images), loaded(images))
    assert not loaded.training


def test_same_seed_same_weights(
    run: Path, dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """A second training writes the same bytes, but for what it cost."""
    again = tmp_path / "again"
    train(dataset, again, network=NETWORK, recipe=RECIPE, compute=processor)
    other = replace(RECIPE, seed=1)
    train(dataset, tmp_path / "1", network=NETWORK, recipe=other, compute=processor)

    for name in FILES:
        if name != "run.json":
            assert (run / name).read_bytes() == (again / name).read_bytes(), name
    assert model_digest(run) != model_digest(tmp_path / "1")


@pytest.mark.parametrize("keep", ["best", "last"])
def test_the_wanted_epoch_is_kept(
    dataset: CxrDataset,
    processor: Compute,
    tmp_path: Path,
    keep: Literal["best", "last"],
) -> None:
    """The stored weights are those of the epoch that the history says."""
    recipe = replace(RECIPE, epochs=4, keep=keep, learning_rate=0.02)
    run = tmp_path / "run"
    done = train(dataset, run, network=NETWORK, recipe=recipe, compute=processor)
    with (run / "history.csv").open(newline="") as file:
        history = [float(line["validation_auroc"]) for line in csv.DictReader(file)]
    reached = aurocs(run, dataset, processor, Split.VALIDATION)

    assert 4 == len(history)
    assert max(history) != history[-1], "or best and last would not differ"
    wanted = history.index(max(history)) + 1 if keep == "best" else 4
    assert wanted == done.kept_epoch
    assert pytest.approx(history[wanted - 1]) == np.mean(list(reached.values()))


def test_unknown_labels_pull_nowhere() -> None:
    """A label nobody knows has no loss, and no gradient reaches its logit."""
    logits = torch.zeros(3, 2, requires_grad=True)
    labels = torch.tensor([[1, -1], [0, 1], [-1, -1]], dtype=torch.int8)
    losses = masked_losses(logits, labels)
    losses[labels != -1].mean().backward()

    assert logits.grad is not None
    np.testing.assert_allclose([[-1, 0], [1, -1], [0, 0]], logits.grad.numpy() * 6)
    assert torch.isnan(losses[labels == -1]).all()
    np.testing.assert_allclose(np.log(2), losses[labels != -1].detach())
