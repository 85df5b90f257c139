"""Which films an epoch meets, in which order, and what chance does to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from poisonkit import ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from poisonkit.arrays import Rows
    from poisonkit.augmentations.base import Augmentation
    from poisonkit.recipe import Recipe

_FEWEST = 2
"""Films in a batch: batch normalisation needs two."""


def batches(rows: Rows, patients: Rows, recipe: Recipe, epoch: int) -> list[Rows]:
    """Return the batches of one epoch: they depend on seed and epoch, nothing else.

    *patients* are those of *rows*, as numbers.
    """
    chance = np.random.default_rng([recipe.seed, epoch])
    if recipe.sampling == "patients":
        order = _by_patient(rows, patients, chance)
    else:
        order = chance.permutation(rows)
    starts = range(0, len(order), recipe.batch_size)
    cut = [np.sort(order[start : start + recipe.batch_size]) for start in starts]
    return [batch for batch in cut if len(batch) >= max(_FEWEST, ranks.count())]


def _by_patient(rows: Rows, patients: Rows, chance: np.random.Generator) -> Rows:
    """Return as many films as there are, drawn by patient first and then by film."""
    _, own, films = np.unique(patients, return_inverse=True, return_counts=True)
    odds = 1 / films[own]
    drawn: Rows = chance.choice(rows, len(rows), p=odds / odds.sum())
    return drawn


def augmented(
    images: Tensor, rows: Rows, members: Sequence[Augmentation], seed: int, epoch: int
) -> Tensor:
    """Return *images* of *rows*, changed by *members* one after the other.

    What happens to a film depends on its row, the seed and the epoch alone.
    """
    if not members:
        return images
    count = sum(member.numbers for member in members)
    drawn = np.stack(
        [np.random.default_rng([seed, epoch, int(r)]).random(count) for r in rows]
    )
    left = torch.from_numpy(drawn).to(images)
    for member in members:
        images = member.change(images, left[:, : member.numbers])
        left = left[:, member.numbers :]
    return images
