"""Fit a classifier: one loop, for backdoored models, clean ones and probes alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from poisonkit.arrays import UNKNOWN
from poisonkit.errors import BadInputError
from poisonkit.measures import label_auroc, macro
from poisonkit.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from poisonkit.arrays import Labels, Losses, Rows
    from poisonkit.compute import Compute, Fetch
    from poisonkit.networks.base import Classifier
    from poisonkit.progress import Progress
    from poisonkit.recipe import Recipe

_CLIP = 1.0
"""Largest norm of a gradient."""

_FEWEST = 2
"""Films in a batch: batch normalisation needs two."""


@dataclass(frozen=True, kw_only=True)
class Films:
    """What there is to learn from."""

    fetch: Fetch
    labels: Labels
    train: Rows
    validation: Rows


@dataclass(frozen=True)
class Epoch:
    """One pass over the training films."""

    number: int
    loss: float
    validation_auroc: float | None
    traces: Losses
    """(n, l): each training film's loss as it was met, NaN elsewhere."""


def epochs(
    model: Classifier,
    films: Films,
    recipe: Recipe,
    compute: Compute,
    progress: Progress = silent,
) -> Iterator[Epoch]:
    """Train *model* in place, and yield after each epoch; stop asking to stop early."""
    if len(films.train) < _FEWEST:
        raise BadInputError("fewer than two films in the training split")
    compute.place(model)
    tuner = _Tuner(model, recipe, len(_batches(films.train, recipe, 0)))
    with progress("training", recipe.epochs * len(films.train)) as advance:
        for number in range(recipe.epochs):
            traces = np.full(films.labels.shape, np.nan, np.float32)
            model.train()
            for rows in _batches(films.train, recipe, number):
                traces[rows] = tuner.step(films, rows, compute)
                advance(len(rows), epoch=number + 1)
            loss = float(np.nanmean(traces)) if np.isfinite(traces).any() else 0.0
            yield Epoch(number, loss, _validate(model, films, compute), traces)


class _Tuner:
    """A model, its optimizer and its schedule: knows how to take one step."""

    def __init__(self, model: Classifier, recipe: Recipe, per_epoch: int) -> None:
        """Plan a one-cycle schedule over all steps."""
        self.model = model
        self.steps = 0
        self.optimizer = torch.optim.AdamW(
            model.parameters(),
            recipe.learning_rate,
            weight_decay=recipe.weight_decay,
            fused=True,
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, recipe.learning_rate, total_steps=recipe.epochs * per_epoch
        )

    def step(self, films: Films, rows: Rows, compute: Compute) -> Losses:
        """Learn from the films in *rows*; return their losses ``(m, l)``."""
        wanted = torch.from_numpy(films.labels[rows]).to(compute.device)
        known = wanted != UNKNOWN
        with compute.autocast():
            logits = self.model(compute.images(films.fetch(rows)))
        losses = masked_losses(logits.float(), wanted)
        loss = losses[known].mean() if known.any() else logits.sum() * 0
        if not torch.isfinite(loss):
            raise BadInputError(
                f"the loss is not a number after {self.steps} steps; "
                f"try a lower learning rate"
            )
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), _CLIP)
        self.optimizer.step()
        self.schedule.step()
        self.steps += 1
        met: Losses = losses.detach().cpu().numpy()
        return met


def masked_losses(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the cross-entropy of each decision ``(m, l)``; NaN where unknown."""
    losses = functional.binary_cross_entropy_with_logits(
        logits, labels.clamp(min=0).float(), reduction="none"
    )
    return losses.masked_fill(labels == UNKNOWN, torch.nan)


def _batches(rows: Rows, recipe: Recipe, number: int) -> list[Rows]:
    """Return the batches of one epoch: a permutation that depends on nothing else."""
    order = np.random.default_rng([recipe.seed, number]).permutation(rows)
    starts = range(0, len(order), recipe.batch_size)
    batches = [np.sort(order[start : start + recipe.batch_size]) for start in starts]
    return [batch for batch in batches if len(batch) >= _FEWEST]


def _validate(model: Classifier, films: Films, compute: Compute) -> float | None:
    """Return the macro AUROC on the validation films."""
    if not len(films.validation):
        return None
    logits = compute.logits(model, films.fetch, films.validation)
    return macro(label_auroc(logits, films.labels[films.validation]))
