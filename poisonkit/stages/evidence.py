"""A run and a data set in; one file with all that the audit asks a network for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h5py
import numpy as np
import torch

from poisonkit.checkpoint import model_digest, model_for
from poisonkit.evidencefile import SCHEMA, EvidenceFile
from poisonkit.files import reserve, writing
from poisonkit.foreign.opening import Foreign
from poisonkit.lineage import Lineage
from poisonkit.looking import FINEST, choose_pairs
from poisonkit.progress import silent
from poisonkit.showing import explain_pairs, pass_films
from poisonkit.traces import read_traces

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Losses
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.knownevidence import Known
    from poisonkit.networks.base import Classifier
    from poisonkit.progress import Progress

_PER_PAIR = 17
"""Bytes of a pair beside its map and gradient."""


def gather_evidence(  # noqa: PLR0913 - what is looked at, by what, where, and how
    run: Run,
    data: CxrDataset,
    destination: Path,
    *,
    compute: Compute,
    seed: int = 0,
    known: Known | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> EvidenceFile:
    """Pass every film of *data* through the model of *run*, once, and write it down.

    What is *known* from the same model is copied.

    Nothing is held for longer than a batch but one number per film and label, so
    memory does not grow with the number of films.
    """
    model = model_for(run, data)
    compute.place(model)
    traces = None if isinstance(run, Foreign) else read_traces(run, data.digest)
    with writing(destination, force=force) as part:
        reserve(part, _size_of_pass(model, data, traces))
        with h5py.File(part, "w") as file:
            logits = pass_films(model, data, file, compute, progress, known)
            if traces is not None:
                file["losses"] = traces.astype(np.float16)
        pairs = choose_pairs(logits, data.labels, seed)
        reserve(part, len(pairs) * _size_of_pair(model, data, compute))
        with h5py.File(part, "r+") as file:
            file["head"] = model.head.weight.detach().float().cpu().numpy()
            explain_pairs(model, data, pairs, file, compute, progress, known)
            file.attrs["schema"] = SCHEMA
            file.attrs["data_digest"] = data.digest
            file.attrs["model_digest"] = model_digest(run)
            inputs = {"data": data.digest, "model": model_digest(run)}
            lineage = Lineage(stage="evidence", inputs=inputs, seed=seed)
            file.attrs["lineage"] = lineage.text()
    return EvidenceFile.open(destination)


def _size_of_pass(model: Classifier, data: CxrDataset, traces: Losses | None) -> int:
    """Return the bytes of activations, logits and losses as they are stored."""
    losses = 0 if traces is None else 2 * traces.size
    return len(data) * model.head.in_features * 2 + data.labels.size * 4 + losses


def _size_of_pair(model: Classifier, data: CxrDataset, compute: Compute) -> int:
    """Return the bytes of a pair as it is stored."""
    with torch.inference_mode(), compute.autocast():
        channels = model.lower(compute.images(data.images[:1])).shape[1]
    return 2 * FINEST**2 + 2 * channels + _PER_PAIR
