"""The fast gradient sign method: one step, as far as *eps* allows.

clip(x + eps sign(d loss / d x))

Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial examples", ICLR
2015, arXiv:1412.6572.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.attacks._ball import Ball, check_shares
from poisonkit.attacks.base import Attack

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model


@final
@dataclass(frozen=True, kw_only=True)
class Fgsm(Attack):
    """Follow the sign of the gradient once; leaves nothing to chance."""

    eps: float = 0.004
    """The change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_shares(eps=self.eps)

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Take the step."""
        del generator
        ball = Ball.around(images, self.eps)
        return ball.climb(lambda at: goal.loss(model(at)), images, self.eps, 1)
