"""Train: one label or a hundred, labels that nobody has or knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import load_file

from poisonkit.dataset import Split
from poisonkit.traces import read_traces
from tests.stages.teaching import made, trained

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset


@pytest.mark.parametrize("labels", [1, 100])
def test_any_number_of_labels(tmp_path: Path, processor: Compute, labels: int) -> None:
    """One label or a hundred: each has its own AUROC."""
    names = ",".join(f"L{k}" for k in range(labels))
    data = made(
        tmp_path, lambda n: ",".join(str((n + k) % 2) for k in range(labels)), names
    )
    done = trained(data, tmp_path / "run", processor)
    values = done.metrics["clean_auroc_per_label"]

    assert labels == len(values)
    assert all(0 <= value <= 1 for value in values.values())


def test_a_label_without_positives_is_no_obstacle(
    tmp_path: Path, processor: Compute
) -> None:
    """Its AUROC is unknown, not 0 and not NaN, and the mean is of the others."""
    data = made(tmp_path, lambda n: f"0,{n % 2}", "Hernia,Mass")
    done = trained(data, tmp_path / "run", processor)
    values = json.loads((tmp_path / "run" / "metrics.json").read_text())

    assert values["clean_auroc_per_label"]["Hernia"] is None
    assert values["clean_auroc_per_label"]["Mass"] == done.metrics["clean_auroc"]


def test_a_label_that_is_never_known(tmp_path: Path, processor: Compute) -> None:
    """Training goes on without it: its traces are empty and all weights finite."""
    data = made(tmp_path, lambda n: f",{n % 2}", "Edema,Mass")
    trained(data, tmp_path / "run", processor)
    traces = read_traces(tmp_path / "run", data.digest)
    weights = load_file(tmp_path / "run" / "weights.safetensors")

    assert traces is not None
    assert np.isnan(traces[..., 0]).all()
    assert all(np.isfinite(value).all() for value in weights.values())


def test_traces_follow_each_film(run: Path, dataset: CxrDataset) -> None:
    """A loss per epoch, film and label: of training films only, and of this data."""
    traces = read_traces(run, dataset.digest)
    inside = dataset.split == Split.TRAIN

    assert traces is not None
    assert (2, *dataset.labels.shape) == traces.shape
    assert np.isfinite(traces[:, inside]).all()
    assert (traces[:, inside] > 0).all()
    assert np.isnan(traces[:, ~inside]).all()
    assert read_traces(run, "another digest") is None
