"""Fit a classifier: one loop, for backdoored models, clean ones and probes alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from poisonkit import ranks
from poisonkit.batching import batches
from poisonkit.errors import BadInputError, BadParameterError
from poisonkit.measures import label_auroc, macro
from poisonkit.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.arrays import Labels, Losses, Rows
    from poisonkit.compute import Compute, Fetch
    from poisonkit.progress import Progress
    from poisonkit.recipe import Recipe
    from poisonkit.tuning import Tuner


@dataclass(frozen=True, kw_only=True)
class Films:
    """What there is to learn from."""

    fetch: Fetch
    labels: Labels
    train: Rows
    validation: Rows
    patients: Rows
    """(n,): a number for each film's patient."""

    def batches(self, recipe: Recipe, epoch: int) -> list[Rows]:
        """Return the rows of each step of an epoch."""
        return batches(self.train, self.patients[self.train], recipe, epoch)


@dataclass(frozen=True)
class Epoch:
    """One pass over the training films."""

    number: int
    loss: float
    validation_auroc: float | None
    traces: Losses = field(repr=False)
    """(n, l): each training film's loss as it was met, NaN elsewhere."""


def epochs(
    tuner: Tuner,
    films: Films,
    compute: Compute,
    progress: Progress = silent,
    *,
    first: int = 0,
) -> Iterator[Epoch]:
    """Train a model in place, and yield after each epoch; stop asking to stop early.

    *first* epochs are done already.
    """
    recipe = tuner.recipe
    with progress("training", recipe.epochs * len(films.train)) as advance:
        advance(first * len(films.train))
        for number in range(first, recipe.epochs):
            # Minus infinity: not met here, but perhaps by another process.
            traces = np.full(films.labels.shape, -np.inf, np.float32)
            tuner.model.train()
            for batch in films.batches(recipe, number):
                rows = ranks.share(batch)
                losses = tuner.step(films.fetch(rows), films.labels[rows], rows, number)
                traces[rows] = np.nan_to_num(losses, nan=-np.inf)
                advance(len(batch), epoch=number + 1)
            traces = ranks.largest(traces)
            traces[np.isneginf(traces)] = np.nan
            loss = float(np.nanmean(traces)) if np.isfinite(traces).any() else 0.0
            yield Epoch(number, loss, _validate(tuner, films, compute), traces)


def check_enough(films: Films, recipe: Recipe) -> None:
    """Refuse films that make no batch, or by which no epoch could be chosen."""
    if recipe.batch_size < ranks.count():
        raise BadParameterError(
            f"a batch of {recipe.batch_size} is too small for {ranks.count()} processes"
        )
    if not films.batches(recipe, 0):
        raise BadInputError("fewer than two films in the training split")
    labels = films.labels[films.validation]
    measurable = ((labels == 1).any(0) & (labels == 0).any(0)).any()
    if (recipe.keep == "best" or recipe.patience) and not measurable:
        raise BadInputError(
            "no validation AUROC to choose an epoch by (too few validation images, or "
            "of one kind only): leave out --patience, and give --keep last"
        )


def _validate(tuner: Tuner, films: Films, compute: Compute) -> float | None:
    """Return the macro AUROC on the validation films."""
    if not len(films.validation):
        return None
    logits = compute.logits(tuner.model, films.fetch, films.validation)
    return macro(label_auroc(logits, films.labels[films.validation]))
