"""Probe: a network for an audit that brings none, and what it can see."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.canary import RATES, Canaries
from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import Split
from poisonkit.errors import BadInputError
from poisonkit.eyes import CanaryResult, eyes_from
from poisonkit.stages import probe as stage
from poisonkit.stages.probe import train_probe
from poisonkit.traces import read_traces
from tests.stages.making import below, films, folder_of, ingested

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.stages.probe import Probed


@pytest.fixture
def probed(
    dataset: CxrDataset,
    processor: Compute,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Probed:
    """Return a probe that was given two epochs and one chance."""
    monkeypatch.setattr(stage, "FIRST", 2)
    monkeypatch.setattr(stage, "ROUNDS", 1)
    return train_probe(dataset, tmp_path / "probe", compute=processor)


def test_canaries_are_no_labels_of_the_model(
    probed: Probed, dataset: CxrDataset, processor: Compute
) -> None:
    """The probe that is kept knows the data's labels, and their traces, alone."""
    model = Checkpoint.read(probed.run).load(probed.run)
    logits = compute_logits(model, dataset, processor)
    traces = read_traces(probed.run, dataset.digest)

    assert (4, 8) == logits.shape
    assert dataset.label_names == Checkpoint.read(probed.run).label_names
    assert traces is not None
    assert (2, *dataset.labels.shape) == traces.shape


def compute_logits(model: object, data: CxrDataset, processor: Compute) -> np.ndarray:
    """Return what *model* says of the first four films."""
    rows = np.arange(4)
    return processor.logits(model, lambda chosen: data.images[chosen], rows)  # type: ignore[arg-type]  # any module will do


def test_a_blind_probe_says_so(probed: Probed) -> None:
    """Two epochs teach nothing: no canary counts as learned, and that is written."""
    told = json.loads((probed.run / "canaries.json").read_text())

    assert probed.eyes_from is None
    assert list(RATES) == [canary.rate for canary in probed.canaries]
    assert not any(canary.learned for canary in probed.canaries)
    assert [asdict(canary) for canary in probed.canaries] == told
    assert "probe" == json.loads((probed.run / "run.json").read_text())["stage"]


@pytest.mark.parametrize(
    ("learned", "seen"),
    [
        ((True, True, True, True), 0.005),
        ((False, True, True, True), 0.01),
        ((True, False, True, True), 0.02),
        ((True, True, False, True), 0.04),
        ((True, True, True, False), None),
        ((False, False, False, False), None),
    ],
)
def test_eyes_begin_above_the_last_miss(
    learned: tuple[bool, ...], seen: float | None
) -> None:
    """One lucky faint canary proves nothing while a stronger one was missed."""
    results = tuple(
        CanaryResult(rate=rate, films=2, auroc=0.9, learned=known)
        for rate, known in zip(RATES, learned, strict=True)
    )

    assert seen == eyes_from(results)


def test_canaries_leave_the_data_alone(dataset: CxrDataset) -> None:
    """They are planted in memory, each on films of its own, faint and small."""
    canaries = Canaries.draw(dataset, dataset.rows(Split.TRAIN), seed=0)
    rows = np.arange(len(dataset))
    changed = canaries.fetch(rows) != dataset.images
    labels = canaries.labels()

    carriers = [row for canary in canaries.canaries for row in canary.rows.tolist()]
    assert len(carriers) == len(set(carriers))
    assert set(carriers) == set(np.flatnonzero(changed.any(axis=(1, 2))).tolist())
    assert changed.sum(axis=(1, 2)).max() <= 9
    np.testing.assert_array_equal(dataset.labels, labels[:, : -len(RATES)])
    for column, canary in enumerate(canaries.canaries, start=8):
        assert canary.rows.tolist() == np.flatnonzero(labels[:, column]).tolist()


def test_a_set_without_splits_keeps_patients_apart(
    tmp_path: Path, processor: Compute, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all films train, the probe holds back some patients, with all they have."""
    rows = [f"{n}.png,train,{n // 2},{n % 2}" for n in range(40)]
    table = "\n".join(["image,split,patient_id,Mass", *rows])
    data = ingested(folder_of(tmp_path / "in", table, films(40)), tmp_path)
    monkeypatch.setattr(stage, "FIRST", 1)
    monkeypatch.setattr(stage, "ROUNDS", 1)
    train_probe(data, tmp_path / "probe", compute=processor)
    traces = read_traces(tmp_path / "probe", data.digest)
    assert traces is not None
    used = [bool(seen) for seen in np.isfinite(traces).any(axis=(0, 2)).flat]
    pairs = set(zip(data.patients, used, strict=True))

    assert 34 == sum(used)
    assert 20 == len(pairs)


def test_data_that_teach_nothing_are_refused(
    folder: Path, processor: Compute, tmp_path: Path
) -> None:
    """Without labels there is nothing to learn, and nothing is left."""
    bare = ingested(folder, tmp_path / "bare", unlabelled=True)

    with pytest.raises(BadInputError, match="no labels"):
        train_probe(bare, tmp_path / "out" / "probe", compute=processor)
    assert not below(tmp_path / "out")
