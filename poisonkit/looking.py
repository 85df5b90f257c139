"""Which films to explain for which label, and the explaining of them all in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from poisonkit.evidencefile import Pairs, Why
from poisonkit.saliency.base import gradients_of, halfway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from poisonkit.arrays import Activations, Labels, Logits, Rows, Saliency
    from poisonkit.compute import Compute, Fetch
    from poisonkit.networks.base import Classifier
    from poisonkit.saliency.base import MiddleMethod

FINEST = 16
"""Cells along a side of a stored map; finer maps are averaged."""

_NULL = 512
"""Films per label drawn as the null."""

_DENIED = 256
"""Films per label that the model denies most."""


def choose_pairs(logits: Logits, labels: Labels, seed: int) -> Pairs:
    """Return the pairs that matter: present, predicted, denied, and a null per label.

    It costs about as many explanations as there are positive labels, not one per label
    and film.
    """
    parts = []
    for label in range(labels.shape[1]):
        absent = np.flatnonzero(labels[:, label] == 0)
        rng = np.random.default_rng([seed, label])
        order = absent[np.argsort(logits[absent, label], kind="stable")]
        null = rng.choice(absent, min(_NULL, len(absent)), replace=False)
        for why, rows in (
            (Why.PRESENT, np.flatnonzero(labels[:, label] == 1)),
            (Why.PREDICTED, absent[logits[absent, label] > 0]),
            (Why.DENIED, order[: min(_DENIED, len(order) // 2)]),
            (Why.NULL, null),
        ):
            parts.append((rows, np.full(len(rows), label), np.full(len(rows), why)))
    rows, numbers, reasons = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((reasons, numbers, rows))
    return Pairs(
        rows=rows[order], labels=numbers[order], why=reasons[order].astype(np.uint8)
    )


def pair_maps(  # noqa: PLR0913 - who explains what of which films, and where
    method: MiddleMethod,
    model: Classifier,
    fetch: Fetch,
    pairs: Pairs,
    compute: Compute,
    *,
    batch: int = 64,
) -> Iterator[tuple[Rows, Saliency, Activations]]:
    """Yield places among *pairs*, their maps ``(m, g, g)`` and gradients ``(m, c)``.

    Maps are signed, of total size one; gradients are means over all places, of length
    one.

    Each film passes the network once; each further label of it costs the gradient of
    the upper half alone.
    """
    starts = np.unique(pairs.rows, return_index=True)[1]
    counts = np.diff(np.append(starts, len(pairs)))
    # Films with equally many labels share a batch, so that no gradient is wasted.
    order = np.argsort(counts, kind="stable")
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        first, count = starts[chosen], counts[chosen]
        images = compute.images(fetch(pairs.rows[first]))
        with compute.autocast():
            maps, logits = halfway(model, images)
        for turn in range(int(count.max())):
            still = count > turn
            places = first + np.minimum(turn, count - 1)
            labels = torch.from_numpy(pairs.labels[places]).to(images.device)
            with compute.autocast():
                gradients = gradients_of(maps, logits, labels)
                explained = method.weigh(maps.detach(), gradients)
            pooled = _pooled(gradients)
            yield places[still], stored_maps(explained)[still], pooled[still]


def stored_maps(maps: Tensor) -> Saliency:
    """Return *maps* no finer than is stored, each of total size one."""
    maps = maps.float()
    if maps.shape[-1] > FINEST:
        maps = functional.adaptive_avg_pool2d(maps[:, None], FINEST)[:, 0]
    total = maps.abs().sum((1, 2), keepdim=True)
    scaled: Saliency = (maps / total.clamp(min=1e-30)).cpu().numpy()
    return scaled


def _pooled(gradients: Tensor) -> Activations:
    """Return the mean of *gradients* over all places, each of length one."""
    means = gradients.float().mean((2, 3))
    lengths = means.norm(dim=1, keepdim=True)
    scaled: Activations = (means / lengths.clamp(min=1e-30)).cpu().numpy()
    return scaled
