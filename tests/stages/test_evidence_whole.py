"""Evidence: the same file each time, for the data it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit import showing
from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError, OutputError
from poisonkit.evidencefile import EvidenceFile
from poisonkit.stages.evidence import gather_evidence
from poisonkit.traces import read_traces
from tests.stages.making import below, ingested

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from poisonkit.compute import Compute


def test_batches_change_nothing(
    dataset: CxrDataset,
    run: Path,
    processor: Compute,
    evidence_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Films come in batches, and in which batch a film came is not to be seen."""
    asked = []
    usual = type(processor).images

    def images(self: Compute, pixels: Any) -> Tensor:
        asked.append(len(pixels))
        return usual(self, pixels)

    monkeypatch.setattr(type(processor), "images", images)
    monkeypatch.setattr(showing, "_BATCH", 37)
    told = gather_evidence(run, dataset, tmp_path / "e.h5", compute=processor)
    whole = EvidenceFile.open(evidence_path)

    assert max(asked) <= 64
    np.testing.assert_allclose(whole.logits, told.logits, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(whole.activations, told.activations, rtol=2e-3)


def test_same_seed_same_bytes(
    dataset: CxrDataset,
    run: Path,
    processor: Compute,
    evidence_path: Path,
    tmp_path: Path,
) -> None:
    """A second pass writes the same file; an older file is not replaced unasked."""
    gather_evidence(run, dataset, tmp_path / "e.h5", compute=processor)

    assert evidence_path.read_bytes() == (tmp_path / "e.h5").read_bytes()
    with pytest.raises(OutputError, match="exists already"):
        gather_evidence(run, dataset, tmp_path / "e.h5", compute=processor)


def test_losses_are_of_the_models_own_data(
    evidence_path: Path,
    dataset: CxrDataset,
    run: Path,
    processor: Compute,
    many_path: Path,
    tmp_path: Path,
) -> None:
    """Traces come along where the model learned from these films, and nowhere else."""
    elsewhere = gather_evidence(
        run, CxrDataset.open(many_path), tmp_path / "e.h5", compute=processor
    )

    own = EvidenceFile.open(evidence_path)
    np.testing.assert_array_equal(read_traces(run, dataset.digest), own.losses)
    assert elsewhere.losses is None


def test_a_model_of_other_data_is_refused(
    folder: Path, run: Path, processor: Compute, tmp_path: Path
) -> None:
    """Another size or other labels are refused before anything is written."""
    small = ingested(folder, tmp_path / "small", size=32)
    other = ingested(folder, tmp_path / "other", ignore=("Mass",))
    (tmp_path / "out").mkdir()

    for data, words in ((small, "trained at 48"), (other, "differ in: Mass")):
        with pytest.raises(BadInputError, match=words):
            gather_evidence(run, data, tmp_path / "out" / "e.h5", compute=processor)
    assert not below(tmp_path / "out")
