"""Hide from those who look for attacks: a blur shall change nothing, nor noise lean.

x <- clip(x + step eps sign(d (loss - weight (D + T^2 / 10)) / d x)),
D = mean over labels of (z(x) - z(m(x)))^2, for two medians m of 3 x 3 and 5 x 5 pixels
T = how well the film's fine detail matches the sign of the logits' own gradient

the first as feature squeezing sees it (Xu, Evans and Qi, 2018, arXiv:1704.01155), the
second as `poisonkit list screeners gradient_alignment` does.  An attacker who knows the
detector must be tried before a detector is believed: Carlini and Wagner (2017),
arXiv:1705.07263.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch

from poisonkit.attacks._ball import Ball, check_counts, check_finite, check_shares
from poisonkit.attacks.base import Attack
from poisonkit.blurs import median
from poisonkit.matching import fine_detail, matched

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model

_NORMAL = 10
"""A squared match of this size is noise's own in most films."""


@final
@dataclass(frozen=True, kw_only=True)
class Evasive(Attack):
    """Climb as PGD does, but pay for what would give the attack away."""

    eps: float = 0.004
    """The largest change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    weight: float = 0.1
    """What being conspicuous costs; 0 is PGD."""

    steps: int = 20
    step: float = 0.1
    """Of one step, as a share of *eps*."""

    start: bool = True
    """Begin anywhere within *eps*; else at the image."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_shares(eps=self.eps, step=self.step)
        check_counts(steps=self.steps)
        check_finite(weight=self.weight)

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Climb, and stay inconspicuous."""

        def height(at: Tensor) -> Tensor:
            logits = model(at)
            cost = _squeezed(model, at, logits) + _leaning(model, at)
            return goal.loss(logits) - self.weight * cost

        ball = Ball.around(images, self.eps)
        start = ball.anywhere(generator) if self.start else images
        return ball.climb(height, start, self.eps * self.step, self.steps)


def _squeezed(model: Model, at: Tensor, logits: Tensor) -> Tensor:
    """Return how much a blur changes what is said, ``(n,)``."""
    lost = [(logits - model(median(at, side))).square().mean(1) for side in (3, 5)]
    return lost[0] + lost[1]


def _leaning(model: Model, at: Tensor) -> Tensor:
    """Return how far the detail leans along the gradient, which is taken as given."""
    place = at.detach().requires_grad_()
    (slope,) = torch.autograd.grad(model(place).sum(), place)
    detail, worth = fine_detail(at)
    return matched(detail, worth.detach(), slope).square() / _NORMAL
