"""Evaluate: models, data and attacks that do not fit are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError
from poisonkit.stages.evaluate import evaluate
from tests.stages.making import films, folder_of, ingested
from tests.stages.planting import planted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset


def test_nobody_to_attack_is_said(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """If every held-out film has the target already, there is no success to measure."""
    names = ",".join(dataset.label_names)
    full, none = ",".join("1" * 8), ",".join("0" * 8)
    rows = [
        f"{n}.png,{s},{v}"
        for n, (s, v) in enumerate(
            [("train", none), ("train", none), ("val", none), ("test", full)]
        )
    ]
    table = "\n".join([f"image,split,{names}", *rows])
    source = folder_of(tmp_path / "in", table, films(4))
    data = ingested(source, tmp_path, size=48)
    _, truth = planted(data, tmp_path, rate=0.5)

    with pytest.raises(BadInputError, match="no held-out image on which Nodule could"):
        evaluate(run, data, compute=processor, manifest=truth)


def test_a_model_of_other_data_is_refused(
    folder: Path, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """Another size or other labels are named, with what to do."""
    small = ingested(folder, tmp_path / "small", size=32)
    other = ingested(folder, tmp_path / "other", ignore=("Mass",))

    with pytest.raises(BadInputError, match=r"trained at 48 pixels.*--size 48"):
        evaluate(run, small, compute=processor)
    with pytest.raises(BadInputError, match=r"labels are not the data's.*Mass"):
        evaluate(run, other, compute=processor)


def test_a_folder_that_is_no_run_is_refused(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """No card, a damaged card, or damaged weights: one line each."""
    with pytest.raises(BadInputError, match="is not a training run"):
        evaluate(tmp_path, dataset, compute=processor)
    card = (run / "checkpoint.json").read_text()
    weights = (run / "weights.safetensors").read_bytes()
    (tmp_path / "checkpoint.json").write_text(card)
    for damaged in (weights[:-100], b"", weights[:50]):
        (tmp_path / "weights.safetensors").write_bytes(damaged)
        with pytest.raises(BadInputError, match="missing, damaged") as caught:
            evaluate(tmp_path, dataset, compute=processor)
        assert "\n" not in str(caught.value)
