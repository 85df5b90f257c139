"""The basic iterative method: many small steps, from the image itself.

x <- clip(x + step eps sign(d loss / d x)), in Ma et al. (2021), arXiv:1907.10456, with
20 steps of eps / 20: so no pixel comes to its limit but by going straight there.

Kurakin, Goodfellow and Bengio, "Adversarial examples in the physical world", 2017,
arXiv:1607.02533.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.attacks._ball import Ball, check_counts, check_shares
from poisonkit.attacks.base import Attack

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model


@final
@dataclass(frozen=True, kw_only=True)
class Bim(Attack):
    """Follow the sign of the gradient for *steps* steps; leaves nothing to chance."""

    eps: float = 0.004
    """The largest change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    steps: int = 20
    step: float = 0.05
    """Of one step, as a share of *eps*."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_shares(eps=self.eps, step=self.step)
        check_counts(steps=self.steps)

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Climb from the image."""
        del generator
        return Ball.around(images, self.eps).climb(
            lambda at: goal.loss(model(at)), images, self.eps * self.step, self.steps
        )
