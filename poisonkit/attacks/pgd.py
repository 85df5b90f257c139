"""Projected gradient descent: small steps uphill, never further than *eps*.

Madry et al., "Towards deep learning models resistant to adversarial attacks", ICLR
2018, arXiv:1706.06083.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch

from poisonkit.attacks.base import Attack
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import Goal, Model


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
        for name in ("eps", "step"):
            if not 0 < getattr(self, name) <= 1:
                raise BadParameterError(
                    f"{name} must lie in (0, 1], got {getattr(self, name):g}"
                )
        if self.steps < 1:
            raise BadParameterError(f"steps must be at least 1, got {self.steps}")

    def perturb(
        self, model: Model, images: Tensor, goal: Goal, generator: torch.Generator
    ) -> Tensor:
        """Climb, and come back to within *eps* and [0, 1] after each step."""
        low, high = (images - self.eps).clamp(0, 1), (images + self.eps).clamp(0, 1)
        found = images.clone()
        if self.start:
            drawn = torch.rand(images.shape, generator=generator).to(images)
            found = torch.lerp(low, high, drawn)
        for _ in range(self.steps):
            found.requires_grad_()
            (slope,) = torch.autograd.grad(goal.loss(model(found)).sum(), found)
            uphill = found.detach() + self.eps * self.step * slope.sign()
            found = uphill.clamp(low, high)
        return found.detach()
