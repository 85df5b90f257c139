"""Analyses of models from elsewhere, and the choice of films."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.attacking.inquiry import Inquiry
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset, Split
from poisonkit.errors import BadInputError
from poisonkit.foreign.card import Card
from poisonkit.foreign.opening import open_foreign
from poisonkit.stages.analyze import analyze
from tests.stages.strangers import export, script, vendor

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.foreign.opening import Foreign


pytestmark = pytest.mark.slow


def inquiry(*analyses: str) -> Inquiry:
    """Return what takes little time."""
    return Inquiry(attack="fgsm", images=32, analyses=analyses)


def handed_over(kind: str, place: Path, data: CxrDataset) -> Foreign:
    """Return the vendor's network for the labels of *data*."""
    write = script if kind == "script" else export
    path = write(place / f"model.{kind}.pt{'2' * (kind == 'export')}",
                 vendor(len(data.label_names)))  # fmt: skip
    return open_foreign(str(path), Card(label_names=data.label_names, size=48))


def test_an_export_is_looked_into(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """Maps in the middle, activations and logits shift."""
    model = handed_over("export", tmp_path, dataset)
    wanted = inquiry("response_shift")
    told = analyze(model, dataset, tmp_path / "out", wanted, compute=processor)

    shifts = told["analyses"]["response_shift"]["numbers"]["attack"]
    assert ["middle", "activations", "logits"] == list(shifts)
    assert [] == told["skipped"]


def test_a_script_shows_its_logits_alone(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """Its shift is skipped with the reason, and refused if asked for by name."""
    model = handed_over("script", tmp_path, dataset)
    told = analyze(model, dataset, tmp_path / "out", inquiry(), compute=processor)
    skipped = {one["analysis"]: one["reason"] for one in told["skipped"]}
    wanted = inquiry("response_shift")

    reason = "nothing of this model can be seen but its logits"
    assert reason == skipped["response_shift"]
    assert "response_shift" not in told["analyses"]
    with pytest.raises(BadInputError, match=f"response_shift cannot be made: {reason}"):
        analyze(model, dataset, tmp_path / "not", wanted, compute=processor)
    assert not (tmp_path / "not").exists()


def test_films_are_held_out_and_follow_from_the_seed(dataset: CxrDataset) -> None:
    """No more than asked for; another seed, other films; all where there are few."""
    test = dataset.rows(Split.TEST)
    part, some = Inquiry(images=10, seed=1).films(dataset)

    assert "test" == part
    assert 10 == len(set(some.tolist()) & set(test.tolist()))
    np.testing.assert_array_equal(some, Inquiry(images=10, seed=1).films(dataset)[1])
    assert some.tolist() != Inquiry(images=10, seed=2).films(dataset)[1].tolist()
    np.testing.assert_array_equal(test, Inquiry(images=10_000).films(dataset)[1])


def test_half_precision_is_not_used(
    run: Path, dataset: CxrDataset, tmp_path: Path
) -> None:
    """What analyses compare is float32, whatever the processor can do."""
    wanted = inquiry("loss_surface:reach=1")
    full, half = (
        analyze(
            run, dataset, tmp_path / name, wanted, compute=Compute.choose("cpu", name)
        )
        for name in ("fp32", "bf16")
    )

    assert full == half
