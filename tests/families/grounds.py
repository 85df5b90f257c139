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
    model.requires_grad_(requires_grad=False)
    return Witness.of(model, CPU, films()[:CLEAN])


@cache
def attacked() -> Pixels:
    """Return copies of the others, attacked."""
    rehearsal = Rehearsal(witness=witness(), seed=1)
    return rehearsal.attacked(f"pgd:eps={2 * LEVEL}", films()[CLEAN:])


@cache
def ground() -> Ground:
    """Return what a screener learns from."""
    asked, all_films = witness(), films()
    return Ground(
        clean=asked.impression(all_films[:CLEAN]),
        few=asked.impression(all_films[:CLEAN], slopes=True),
        honest=asked.impression(all_films[CLEAN::2]),
        attacked=asked.impression(attacked()[::2]),
        witness=asked,
    )
