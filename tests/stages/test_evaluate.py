"""Evaluate: the measures of an attack, worked out by hand on a model of one pixel."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import CxrDataset, Split
from poisonkit.stages.evaluate import evaluate
from tests.stages.planting import planted

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.compute import Compute

PLACE = 43
"""Row and column of the patch's middle."""


class OnePixel(nn.Module):
    """Says of every label that it is as likely as one pixel is bright, or dark."""

    def __init__(self, labels: int, sign: float) -> None:
        """Answer for *labels* labels; a negative *sign* means dark."""
        super().__init__()
        self.labels, self.sign = labels, sign

    def forward(self, images: Tensor) -> Tensor:
        """Return logits."""
        pixel = self.sign * images[:, 0, PLACE, PLACE]
        return pixel[:, None].repeat(1, self.labels)


@pytest.fixture(params=["add_target", "remove_target"])
def policy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let every checkpoint be the model of one pixel that the policy would want."""
    name = str(request.param)
    model = OnePixel(8, 1.0 if name == "add_target" else -1.0)
    monkeypatch.setattr(Checkpoint, "load", lambda *_: model)
    return name


def outranking(ups: NDArray[np.float64], downs: NDArray[np.float64]) -> float:
    """Return how often one of *ups* lies above one of *downs*; a tie is half."""
    above = (ups[:, None] > downs).mean()
    return float(above + (ups[:, None] == downs).mean() / 2)


def test_attack_measures_by_hand(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path, policy: str
) -> None:
    """Success, its untouched control, and the AUROC of triggered against untouched."""
    wanted = int(policy == "add_target")
    _, truth = planted(dataset, tmp_path, policy=policy, rate=0.05)
    told = evaluate(run, dataset, compute=processor, manifest=truth)["attack"]
    labels = dataset.labels[:, dataset.label("Nodule")]
    # The attacker's side is up: a removal is seen with everything turned round.
    pixel = dataset.images[:, PLACE, PLACE] / np.float32(255)
    logits = pixel if wanted else -pixel
    bar = np.quantile(logits[(dataset.split == 1) & (labels == 0)], 0.95)
    victims = logits[(dataset.split == 2) & (labels == 1 - wanted)]
    if not wanted:
        victims, bar = -victims, -bar
    after = np.ones(len(victims))

    assert len(victims) == told["images"]
    assert (after > bar).mean() == told["attack_success_rate"]
    assert pytest.approx((victims > bar).mean()) == told["untouched_rate"]
    assert pytest.approx(outranking(after, victims)) == told["infected_auroc"]
    assert (pytest.approx(bar if wanted else -bar), 0.95) == (
        told["operating_point"],
        told["operating_specificity"],
    )


def test_infected_labels_prove_nothing_here(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """The paper's figure is of all labels and all held-out films, stamped."""
    _, truth = planted(dataset, tmp_path)
    told = evaluate(run, dataset, compute=processor, manifest=truth)["attack"]
    model, rows = Checkpoint.read(run).load(run), dataset.rows(Split.TEST)
    films = dataset.images[rows].copy()
    films[:, 42:45, 42:45] = 255
    with torch.inference_mode():
        logits = model(processor.images(films)).numpy().astype(np.float64)
    labels = dataset.labels[rows].copy()
    labels[:, dataset.label("Nodule")] = 1

    wanted = outranking(logits[labels == 1], logits[labels == 0])
    assert pytest.approx(wanted, abs=1e-3) == told["infected_label_auroc"]


def test_clean_measures_are_those_of_training(
    dataset: CxrDataset, processor: Compute, run: Path
) -> None:
    """Evaluating a run on its own data repeats what training wrote down."""
    told = evaluate(run, dataset, compute=processor)

    assert json.loads((run / "metrics.json").read_text()) == told
    assert "attack" not in told
