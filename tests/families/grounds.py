"""Clean phantoms, an untrained network and what it makes of them, for screeners."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import torch

from poisonkit.compute import Compute
from poisonkit.networks import NETWORKS
from poisonkit.screeners.base import Ground
from poisonkit.screening.rehearsal import LEVEL, Rehearsal
from poisonkit.witness import Witness

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels
    from poisonkit.networks.base import Classifier

CPU = Compute(device="cpu")
SIDE, CLEAN, OTHERS = 48, 80, 40


@cache
def films() -> Pixels:
    """Return smooth films with a little noise, ``(n, h, w)``."""
    drawn = np.random.default_rng(5)
    count = CLEAN + OTHERS
    coarse = torch.from_numpy(drawn.random((count, 1, 6, 6)))
    smooth = torch.nn.functional.interpolate(coarse, (SIDE, SIDE), mode="bicubic")
    noisy = 40 + 160 * smooth[:, 0].numpy() + drawn.normal(0, 2, (count, SIDE, SIDE))
    return np.clip(noisy, 0, 255).astype(np.uint8)


@cache
def witness() -> Witness:
    """Return an untrained network that is asked about the films."""
    torch.manual_seed(3)
    model = NETWORKS.create("small_cnn:width=4").build(3).eval()
    return asking(model)


def asking(model: Classifier) -> Witness:
    """Return *model* as it is asked about the films."""
    model.requires_grad_(requires_grad=False)
    return Witness.of(model, CPU, films()[:CLEAN])


@cache
def attacked() -> Pixels:
    """Return copies of the others, attacked."""
    return attacked_on(witness())


def attacked_on(asked: Witness) -> Pixels:
    """Return copies of the others, attacked on a model."""
    rehearsal = Rehearsal(witness=asked, seed=1)
    return rehearsal.attacked(f"pgd:eps={2 * LEVEL}", films()[CLEAN:])


@cache
def ground() -> Ground:
    """Return what a screener learns from."""
    return ground_of(witness())


def ground_of(asked: Witness) -> Ground:
    """Return what a screener learns from a model."""
    all_films, changed = films(), attacked_on(asked)
    return Ground(
        clean=asked.impression(all_films[:CLEAN]),
        few=asked.impression(all_films[:CLEAN], slopes=True),
        honest=asked.impression(all_films[CLEAN::2]),
        attacked=asked.impression(changed[::2]),
        witness=asked,
    )
