"""Evidence: one pass that says what asking one by one would have said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch.nn.functional import adaptive_avg_pool2d

from poisonkit.checkpoint import Checkpoint, model_digest
from poisonkit.evidencefile import EvidenceFile, Why
from poisonkit.looking import FINEST, choose_pairs
from poisonkit.saliency.base import gradients_of, halfway
from poisonkit.saliency.hires_cam import HiresCam

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset


@pytest.fixture
def file(evidence_path: Path) -> EvidenceFile:
    """Return the evidence, open."""
    return EvidenceFile.open(evidence_path)


def test_logits_are_the_models(
    file: EvidenceFile, dataset: CxrDataset, run: Path, processor: Compute
) -> None:
    """Every film's logits and activations are what the model says of it."""
    model = Checkpoint.read(run).load(run)
    with torch.inference_mode():
        features = model.features(processor.images(dataset.images))
        logits = model.head(features)

    np.testing.assert_allclose(logits.numpy(), file.logits, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(features.numpy(), file.activations, rtol=2e-3, atol=1e-3)
    assert (dataset.digest, model_digest(run)) == (file.data_digest, file.model_digest)


def test_maps_are_those_asked_for_one_by_one(
    file: EvidenceFile, dataset: CxrDataset, run: Path, processor: Compute
) -> None:
    """A stored map is the method's own map of that film and label, scaled to one."""
    model, method = Checkpoint.read(run).load(run), HiresCam()
    chosen = np.random.default_rng(1).choice(len(file.pairs), 40, replace=False)

    for pair in chosen.tolist():
        row, label = int(file.pairs.rows[pair]), int(file.pairs.labels[pair])
        image = processor.images(dataset.images[row : row + 1])
        fine = method.explain(model, image, torch.tensor([label]))
        wanted = adaptive_avg_pool2d(fine, FINEST).numpy()[0]
        scaled = wanted / max(np.abs(wanted).sum(), 1e-30)
        np.testing.assert_allclose(scaled, file.maps[pair], rtol=5e-3, atol=1e-4)


def test_gradients_are_those_asked_for_one_by_one(
    file: EvidenceFile, dataset: CxrDataset, run: Path, processor: Compute
) -> None:
    """A stored gradient is the mean of that film's and that label's, of length one."""
    model = Checkpoint.read(run).load(run)
    chosen = np.random.default_rng(2).choice(len(file.pairs), 20, replace=False)

    for pair in chosen.tolist():
        row, label = int(file.pairs.rows[pair]), int(file.pairs.labels[pair])
        maps, logits = halfway(model, processor.images(dataset.images[row : row + 1]))
        mean = gradients_of(maps, logits, torch.tensor([label])).mean((2, 3))[0]
        wanted = (mean / mean.norm()).numpy()
        np.testing.assert_allclose(wanted, file.gradients[pair], rtol=1e-2, atol=2e-3)
        told = file.gradients_of(label, np.array([row]))[0]
        np.testing.assert_allclose(wanted, told, rtol=1e-2, atol=2e-3)


def test_the_head_turns_activations_into_logits(file: EvidenceFile) -> None:
    """What is stored of the head is what gave the logits, but for a constant."""
    said = file.activations.astype(np.float32) @ file.head.T
    rest = file.logits - said

    assert float(np.ptp(rest, axis=0).max()) < 0.01 * float(np.ptp(file.logits))


def test_the_pairs_that_matter_are_chosen(
    file: EvidenceFile, dataset: CxrDataset
) -> None:
    """All present and all predicted pairs, the most denied, and a null; no others."""
    for label in range(dataset.labels.shape[1]):
        present = np.flatnonzero(dataset.labels[:, label] == 1)
        absent = np.flatnonzero(dataset.labels[:, label] == 0)
        said = file.logits[:, label]
        seen = {why: file.maps_of(label, why)[0] for why in Why}
        denied = seen[Why.DENIED]

        assert present.tolist() == seen[Why.PRESENT].tolist()
        assert absent[said[absent] > 0].tolist() == seen[Why.PREDICTED].tolist()
        assert len(absent) // 2 == len(denied)
        assert said[denied].max() <= said[np.setdiff1d(absent, denied)].min()
        assert absent.tolist() == sorted(seen[Why.NULL].tolist())


def test_large_sets_are_drawn_from() -> None:
    """Of many films 256 denied and 512 by chance are looked at, the same each time."""
    rng = np.random.default_rng(0)
    logits = rng.normal(-3, 1, (3000, 2)).astype(np.float32)
    labels = rng.choice([-1, 0, 1], (3000, 2), p=[0.1, 0.8, 0.1]).astype(np.int8)
    pairs = choose_pairs(logits, labels, seed=0)

    for why, count in ((Why.DENIED, 256), (Why.NULL, 512)):
        assert [count, count] == [
            int(((pairs.labels == label) & (pairs.why == why)).sum())
            for label in (0, 1)
        ]
    assert (labels[pairs.rows, pairs.labels] != -1).all()
    assert choose_pairs(logits, labels, seed=0).rows.tolist() == pairs.rows.tolist()
    assert choose_pairs(logits, labels, seed=1).rows.tolist() != pairs.rows.tolist()
