"""How the learning rate goes over the steps of a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch.optim import lr_scheduler

if TYPE_CHECKING:
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LRScheduler

    from poisonkit.recipe import Recipe

_FAINT = 1e-3
"""Of the highest rate, at the first step of a warm-up."""


def schedule(optimizer: Optimizer, recipe: Recipe, steps: int) -> LRScheduler:
    """Return the course that *recipe* asks for, over *steps*."""
    if recipe.schedule == "one-cycle":
        return lr_scheduler.OneCycleLR(
            optimizer, recipe.learning_rate, total_steps=steps
        )
    warm = round(recipe.warm_up * steps)
    after = _after(optimizer, recipe, max(steps - warm, 1))
    if not warm:
        return after
    before = lr_scheduler.LinearLR(optimizer, _FAINT, total_iters=warm)
    return lr_scheduler.SequentialLR(optimizer, [before, after], [warm])


def _after(optimizer: Optimizer, recipe: Recipe, steps: int) -> LRScheduler:
    if recipe.schedule == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, steps)
    return lr_scheduler.ConstantLR(optimizer, factor=1.0, total_iters=0)
