"""A model, its optimizer and its schedule: how one step is taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from poisonkit import ranks
from poisonkit.arrays import UNKNOWN
from poisonkit.batching import augmented
from poisonkit.defenses.base import Lesson
from poisonkit.errors import BadParameterError, DivergedError
from poisonkit.fitting import largest_that_fits, tried
from poisonkit.scheduling import schedule
from poisonkit.sharednorm import share_statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from poisonkit.arrays import Labels, Losses, Pixels, Rows
    from poisonkit.augmentations.base import Augmentation
    from poisonkit.compute import Compute
    from poisonkit.defenses.base import Defense
    from poisonkit.networks.base import Classifier
    from poisonkit.recipe import Recipe


@dataclass(kw_only=True)
class Tuner:
    """Knows how to take one step."""

    model: Classifier
    recipe: Recipe
    compute: Compute
    defense: Defense
    augmentations: Sequence[Augmentation] = ()
    positive_weights: np.ndarray[Any, np.dtype[np.float32]]
    """(l,): how much a present label weighs, where an absent one weighs 1."""

    per_epoch: int
    """Steps."""

    steps: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Place the model, and plan the rate of every step."""
        self.compute.place(self.model)
        share_statistics(self.model, self.compute.device)
        self.learner = self.compute.learner(self.model)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            self.recipe.learning_rate,
            weight_decay=self.recipe.weight_decay,
            fused=True,
        )
        total = self.recipe.epochs * self.per_epoch
        self.schedule = schedule(self.optimizer, self.recipe, total)

    def step(self, films: Pixels, labels: Labels, rows: Rows, epoch: int) -> Losses:
        """Learn from *films* with *labels* ``(m, l)``; return their losses."""
        images = self.compute.images(films)
        images = augmented(images, rows, self.augmentations, self.recipe.seed, epoch)
        wanted = torch.from_numpy(labels).to(images.device)

        def learn(first: int) -> Tensor:
            return self._learn(images[:first], wanted[:first], rows[:first])

        losses = tried(learn, len(rows))
        if losses is None:
            raise self._too_many(len(rows), learn)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimizer.step()
        self.schedule.step()
        self.steps += 1
        met: Losses = losses.detach().cpu().numpy()
        return met

    def _learn(self, images: Tensor, labels: Tensor, rows: Rows) -> Tensor:
        """Find the gradients; return the loss of each decision."""
        self.optimizer.zero_grad()
        seed = [self.recipe.seed, self.steps]
        own = [np.random.default_rng([*seed, row]) for row in rows.tolist()]
        lesson = Lesson(
            learner=self.learner,
            model=self.model,
            images=images,
            labels=labels,
            chance=[torch.Generator().manual_seed(int(c.integers(2**62))) for c in own],
            coin=np.random.default_rng(seed),
        )
        with self.compute.autocast():
            losses = self.defense.losses(lesson)
        loss = self._mean(losses, labels)
        if not torch.isfinite(ranks.total(loss)):
            raise DivergedError(
                f"the loss is not a number after {self.steps} steps; try a lower "
                f"learning rate"
            )
        loss.backward()
        return losses

    def _too_many(self, size: int, learn: Callable[[int], Tensor]) -> BadParameterError:
        """Say that a batch does not fit, and which one does."""
        hint = "give a smaller --batch-size"
        if ranks.count() == 1:  # or the others would wait for every trial
            self.optimizer.zero_grad()
            fits = largest_that_fits(size // 2, learn)
            hint = f"{fits} do: --batch-size {fits}" if fits else "nor does one"
        return BadParameterError(f"{size} films at a time do not fit; {hint}")

    def _mean(self, losses: Tensor, labels: Tensor) -> Tensor:
        """Return the weighted mean over the known decisions of the whole batch.

        Gradients are averaged over processes, so this one's part counts that much more.
        """
        weights = torch.from_numpy(self.positive_weights).to(losses)
        weighted = torch.where(labels == 1, losses * weights, losses)
        known = labels != UNKNOWN
        size = ranks.total(known.sum()).clamp(min=1)
        return weighted[known].sum() / size * ranks.count()

    def state(self) -> dict[str, Any]:
        """Return what a later process needs to go on exactly here."""
        return {
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "steps": self.steps,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where *state* was taken."""
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.steps = state["steps"]
