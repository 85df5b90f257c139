"""Carlini and Wagner's loss under a limit for each pixel, climbed as PGD climbs.

x <- clip(x + step eps sign(d f / d x)),  f = - sum over labels of |w| relu(m + kappa)

with m the margin by which a decision is not yet as wanted.  On a softmax model that is
-relu(Z_y - max over j != y of Z_j + kappa).  Unlike cross-entropy, f keeps its slope
where the model is sure; with a kappa that no margin undercuts, it keeps it everywhere.

Carlini and Wagner, "Towards evaluating the robustness of neural networks", IEEE S&P
2017, arXiv:1608.04644; with these steps in Ma et al. (2021), arXiv:1907.10456.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.attacks._ball import Ball, check_counts, check_finite, check_shares
from poisonkit.attacks.base import Attack

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model


@final
@dataclass(frozen=True, kw_only=True)
class CwLinf(Attack):
    """Push logits over the margin from the image itself; leaves nothing to chance."""

    eps: float = 0.004
    """The largest change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    kappa: float = 100.0
    """By how much each decision shall be as wanted, in logits."""

    steps: int = 20
    step: float = 0.1
    """Of one step, as a share of *eps*."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_shares(eps=self.eps, step=self.step)
        check_counts(steps=self.steps)
        check_finite(kappa=self.kappa)

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Climb from the image."""
        del generator
        return Ball.around(images, self.eps).climb(
            lambda at: -goal.shortfall(model(at), self.kappa),
            images,
            self.eps * self.step,
            self.steps,
        )
