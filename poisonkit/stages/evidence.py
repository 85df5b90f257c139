"""A run and a data set in; one file with all that the audit asks a network for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h5py
import numpy as np
import torch

from poisonkit import ranks
from poisonkit.checkpoint import model_digest, model_for
from poisonkit.evidencefile import SCHEMA, EvidenceFile
from poisonkit.files import reserve, writing
from poisonkit.foreign.opening import Foreign
from poisonkit.lineage import Lineage
from poisonkit.looking import FINEST, choose_pairs, pair_maps
from poisonkit.progress import silent
from poisonkit.saliency.hires_cam import HiresCam
from poisonkit.traces import read_traces

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Logits, Losses
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.evidencefile import Pairs
    from poisonkit.networks.base import Classifier
    from poisonkit.progress import Progress

_BATCH, _MERGED = 256, 4096
_PER_PAIR = 17
"""Bytes of a pair beside its map and gradient."""


def gather_evidence(  # noqa: PLR0913 - what is looked at, by what, where, and how
    run: Run,
    data: CxrDataset,
    destination: Path,
    *,
    compute: Compute,
    seed: int = 0,
    force: bool = False,
    progress: Progress = silent,
) -> EvidenceFile:
    """Pass every film of *data* through the model of *run*, once, and write it down.

    Nothing is held for longer than a batch but one number per film and label, so
    memory does not grow with the number of films.
    """
    model = model_for(run, data)
    compute.place(model)
    traces = None if isinstance(run, Foreign) else read_traces(run, data.digest)
    with writing(destination, force=force) as part:
        reserve(part, _size_of_pass(model, data, traces))
        with h5py.File(part, "w") as file:
            logits = _forward(model, data, file, compute, progress)
            if traces is not None:
                file["losses"] = traces.astype(np.float16)
        pairs = choose_pairs(logits, data.labels, seed)
        reserve(part, len(pairs) * _size_of_pair(model, data, compute))
        with h5py.File(part, "r+") as file:
            file["head"] = model.head.weight.detach().float().cpu().numpy()
            _look(model, data, pairs, file, compute, progress)
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


def _forward(
    model: Classifier,
    data: CxrDataset,
    file: h5py.File,
    compute: Compute,
    progress: Progress,
) -> Logits:
    """Write logits and activations of every film; return the logits."""
    shape = count, _ = len(data), model.head.in_features
    activations = file.create_dataset("activations", shape, np.float16)
    logits = np.zeros((count, len(data.label_names)), np.float32)
    with (
        torch.inference_mode(),
        compute.autocast(),
        progress("passing films through the network", count) as advance,
    ):
        for start in range(0, count, _BATCH):
            rows = np.arange(start, min(start + _BATCH, count))
            films = data.images[ranks.share(rows)]
            features = model.features(compute.images(films))
            for stored, found in (
                (activations, features),
                (logits, model.head(features)),
            ):
                own = found.float().cpu().numpy()
                stored[start : start + len(rows)] = ranks.merged(own, len(rows))
            advance(len(rows))
    file["logits"] = logits
    return logits


def _look(  # noqa: PLR0913, PLR0917 - as above
    model: Classifier,
    data: CxrDataset,
    pairs: Pairs,
    file: h5py.File,
    compute: Compute,
    progress: Progress,
) -> None:
    """Write the saliency of *pairs*; each process looks at films of its own."""
    file["pairs/row"], file["pairs/label"] = pairs.rows, pairs.labels
    file["pairs/why"] = pairs.why
    own = np.flatnonzero(np.isin(pairs.rows, ranks.share(np.unique(pairs.rows))))
    method = HiresCam()
    with progress("explaining", len(pairs), "explanations") as advance:
        explained = pair_maps(
            method, model, lambda rows: data.images[rows], pairs.take(own), compute
        )
        for some, maps, gradients in explained:
            places = own[some]
            order = np.argsort(places)
            for name, found in (("maps", maps), ("gradients", gradients)):
                stored = file.require_dataset(
                    f"pairs/{name}", (len(pairs), *found.shape[1:]), np.float16
                )
                stored[places[order]] = found[order]
            advance(len(places) * ranks.count())
    shared = len(own) < len(pairs)
    for start in range(0, len(pairs) if shared else 0, _MERGED):
        place = slice(start, start + _MERGED)
        for stored in (file["pairs/maps"], file["pairs/gradients"]):
            stored[place] = ranks.added(stored[place])
