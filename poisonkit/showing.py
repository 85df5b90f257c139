"""What a model shows of films, written down as it is seen.

What an earlier file of the same model holds is copied; the network sees the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from poisonkit import ranks
from poisonkit.looking import pair_maps
from poisonkit.saliency.hires_cam import HiresCam

if TYPE_CHECKING:
    import h5py

    from poisonkit.arrays import Logits, Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.evidencefile import Pairs
    from poisonkit.knownevidence import Known
    from poisonkit.networks.base import Classifier
    from poisonkit.progress import Progress

_BATCH, _MERGED = 256, 4096


def pass_films(  # noqa: PLR0913, PLR0917 - what is looked at, by what, where, and how
    model: Classifier,
    data: CxrDataset,
    file: h5py.File,
    compute: Compute,
    progress: Progress,
    known: Known | None = None,
) -> Logits:
    """Write logits and activations of every film; return the logits."""
    shape = len(data), model.head.in_features
    activations = file.create_dataset("activations", shape, np.float16)
    logits = np.zeros((len(data), len(data.label_names)), np.float32)
    fresh = np.arange(len(data))
    if known:
        fresh = known.fresh
        logits[known.there] = known.file.logits[known.rows[known.there]]
        for some in _parts(known.there, _MERGED):
            activations[_span(some)] = known.file.activations[known.rows[some]]
    with (
        torch.inference_mode(),
        compute.autocast(),
        progress("passing films through the network", len(fresh)) as advance,
    ):
        for rows in _parts(fresh, _BATCH):
            films = data.images[ranks.share(rows)]
            features = model.features(compute.images(films))
            for stored, found in (
                (activations, features),
                (logits, model.head(features)),
            ):
                own = found.float().cpu().numpy()
                stored[_span(rows)] = ranks.merged(own, len(rows))
            advance(len(rows))
    file["logits"] = logits
    return logits


def explain_pairs(  # noqa: PLR0913, PLR0917 - as above
    model: Classifier,
    data: CxrDataset,
    pairs: Pairs,
    file: h5py.File,
    compute: Compute,
    progress: Progress,
    known: Known | None = None,
) -> None:
    """Write the saliency of *pairs*; each process looks at films of its own."""
    file["pairs/row"], file["pairs/label"] = pairs.rows, pairs.labels
    file["pairs/why"] = pairs.why
    old = known.places(pairs) if known else np.full(len(pairs), -1)
    films = ranks.share(np.unique(pairs.rows[old < 0]))
    own = np.flatnonzero((old < 0) & np.isin(pairs.rows, films))
    shared = len(own) < int((old < 0).sum())
    if known and not (shared and ranks.number()):
        _copy(known, file, old)
    with progress("explaining", int((old < 0).sum()), "explanations") as advance:
        explained = pair_maps(
            HiresCam(), model, lambda rows: data.images[rows], pairs.take(own), compute
        )
        for some, maps, gradients in explained:
            places = own[some]
            order = np.argsort(places)
            for name, found in (("maps", maps), ("gradients", gradients)):
                stored = _table(file, name, len(pairs), found)
                stored[places[order]] = found[order]
            advance(len(places) * ranks.count())
    for start in range(0, len(pairs) if shared else 0, _MERGED):
        place = slice(start, start + _MERGED)
        for stored in (file["pairs/maps"], file["pairs/gradients"]):
            stored[place] = ranks.added(stored[place])


def _copy(known: Known, file: h5py.File, old: Rows) -> None:
    """Write what is *known* of pairs, which lie at the places *old* of its file."""
    for name, there in (("maps", known.file.maps), ("gradients", known.file.gradients)):
        stored = _table(file, name, len(old), there)
        for some in _parts(np.flatnonzero(old >= 0), _MERGED):
            stored[_span(some)] = there[old[some]]


def _table(file: h5py.File, name: str, count: int, like: Any) -> h5py.Dataset:
    """Return the table of *count* pairs whose entries are shaped as those of *like*."""
    return file.require_dataset(f"pairs/{name}", (count, *like.shape[1:]), np.float16)


def _parts(rows: Rows, size: int) -> list[Rows]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _span(rows: Rows) -> slice | Rows:
    """Return *rows*, which ascend, as a slice where there is no gap: it is faster."""
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first + 1 == len(rows) else rows
