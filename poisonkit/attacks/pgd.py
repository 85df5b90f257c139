"""Projected gradient descent: small steps uphill, never further than *eps*.

x <- clip(x + step eps sign(d loss / d x)), from a random start.

Madry et al., "Towards deep learning models resistant to adversarial attacks", ICLR
2018, arXiv:1706.06083.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.attacks._ball import Ball, check_counts, check_shares, check_stride
from poisonkit.attacks.base import Attack

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model


@final
@dataclass(frozen=True, kw_only=True)
class Pgd(Attack):
    """Follow the sign of the gradient for *steps* steps, from a random start."""

    eps: float = 0.004
    """The largest change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    steps: int = 10
    step: float = 0.25
    """Of one step, as a share of *eps*."""

    start: bool = True
    """Begin anywhere within *eps*; else at the image."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_shares(eps=self.eps)
        check_stride(step=self.step)
        check_counts(steps=self.steps)

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Climb, and come back to within *eps* and [0, 1] after each step."""
        ball = Ball.around(images, self.eps)
        return ball.climb(
            lambda at: goal.loss(model(at)),
            ball.anywhere(generator) if self.start else images,
            self.eps * self.step,
            self.steps,
        )
