"""What a model from elsewhere showed in; the evidence that an audit asks for out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h5py
import numpy as np
import torch

from poisonkit.evidencefile import SCHEMA, EvidenceFile
from poisonkit.files import writing
from poisonkit.lineage import Lineage, digest_file
from poisonkit.looking import choose_pairs, stored_maps
from poisonkit.outside import Outside

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset


def take_evidence(
    source: Path, data: CxrDataset, destination: Path, *, seed: int = 0
) -> EvidenceFile:
    """Write the arrays of the archive *source* as the evidence of *data*.

    What it does not hold is empty there; detectors that need it are skipped.
    """
    told = Outside.read(source, data)
    pairs = choose_pairs(told.logits, data.labels, seed)
    digest = digest_file(source)
    chosen = told.saliency[pairs.rows, pairs.labels]
    maps = stored_maps(torch.from_numpy(chosen)) if chosen.size else chosen
    with writing(destination) as part, h5py.File(part, "w") as file:
        file["logits"] = told.logits
        file["activations"] = told.activations.astype(np.float16)
        file["head"] = told.head
        file["pairs/row"], file["pairs/label"] = pairs.rows, pairs.labels
        file["pairs/why"] = pairs.why
        file["pairs/maps"] = maps.astype(np.float16)
        file["pairs/gradients"] = np.zeros((len(pairs), 0), np.float16)
        file.attrs["schema"] = SCHEMA
        file.attrs["data_digest"] = data.digest
        file.attrs["model_digest"] = digest
        inputs = {"data": data.digest, "evidence": digest}
        lineage = Lineage(stage="take_evidence", inputs=inputs, seed=seed)
        file.attrs["lineage"] = lineage.text()
    return EvidenceFile.open(destination)
