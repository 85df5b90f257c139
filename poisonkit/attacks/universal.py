"""One perturbation for many images: what is added is the same for all of them.

d <- clip(d + step eps sign(sum over images of d min(loss(x + d), cap) / d d))

over *rows* images at a time, in an order drawn anew in each epoch.  The cap keeps
images that are lost already from deciding where to go.  The rows of a batch are not
independent here: the perturbation is that of all images given.

Shafahi et al., "Universal adversarial training", AAAI 2020, arXiv:1811.11304; after
Moosavi-Dezfooli et al., CVPR 2017, arXiv:1610.08401.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import torch

from poisonkit.attacks._ball import (
    check_counts,
    check_finite,
    check_shares,
    common,
    steepest,
)
from poisonkit.attacks.base import Attack

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model


@final
@dataclass(frozen=True, kw_only=True)
class Universal(Attack):
    """Find one perturbation that serves for all images of the batch."""

    together: ClassVar[bool] = True

    eps: float = 0.004
    """The largest change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    epochs: int = 20
    step: float = 0.1
    """Of one step, as a share of *eps*."""

    rows: int = 32
    """How many images decide on one step."""

    cap: float = 9.0
    """The loss of an image, from which on it does not count."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_shares(eps=self.eps, step=self.step)
        check_counts(epochs=self.epochs, rows=self.rows)
        check_finite(cap=self.cap)

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Add to every image what was found for all."""
        images = images.detach()
        added, chance = torch.zeros_like(images[:1]), common(generator)
        for _ in range(self.epochs):
            order = torch.randperm(len(images), generator=chance)
            for rows in order.to(images.device).split(self.rows):
                gradient = self._gradient(model, images[rows], goal.of(rows), added)
                added = added + self.eps * self.step * gradient.sign()
                added = added.clamp(-self.eps, self.eps)
        return (images + added).clamp(0, 1)

    def _gradient(
        self, model: Model, images: Tensor, goal: AnyGoal, added: Tensor
    ) -> Tensor:
        def height(added: Tensor) -> Tensor:
            logits = model((images + added).clamp(0, 1))
            return goal.loss(logits).clamp(max=self.cap)

        return steepest(height, added)[1]
