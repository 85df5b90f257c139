"""Steps uphill that stay within *eps* of an image, in pixel units of [0, 1]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeAlias

import torch

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from poisonkit.attacks.base import Chance

    Height: TypeAlias = Callable[[Tensor], Tensor]
    """Gives ``(n,)``, which shall become large, of what is changed."""


_ACROSS = 2.0
"""From one side of the ball to the other, in radii."""


def check_shares(**shares: float) -> None:
    """Refuse sizes outside (0, 1]."""
    for name, share in shares.items():
        if not 0 < share <= 1:
            hint = f"; write {share:g}/255 as {share / 255:.4f}" if share > 1 else ""
            raise BadParameterError(f"{name} must lie in (0, 1], got {share:g}{hint}")


def check_stride(**strides: float) -> None:
    """Refuse steps that go nowhere, or across the ball and out again."""
    for name, stride in strides.items():
        if not 0 < stride <= _ACROSS:
            raise BadParameterError(
                f"{name} is a share of eps and must lie in (0, {_ACROSS:g}], got "
                f"{stride:g}"
            )


def check_counts(**counts: int) -> None:
    """Refuse counts under 1."""
    for name, count in counts.items():
        if count < 1:
            raise BadParameterError(f"{name} must be at least 1, got {count}")


def check_finite(**numbers: float) -> None:
    """Refuse numbers that are negative or no numbers."""
    for name, number in numbers.items():
        if not 0 <= number < float("inf"):
            raise BadParameterError(f"{name} must be 0 or more, got {number:g}")


def common(chance: Chance) -> torch.Generator:
    """Return the generator of what all rows share: the first row's, or the only one."""
    return chance if isinstance(chance, torch.Generator) else chance[0]


def steepest(height: Height, at: Tensor) -> tuple[Tensor, Tensor]:
    """Return the heights ``(n,)`` *at* a place, and the gradient of their sum there."""
    with torch.enable_grad():
        place = at.detach().requires_grad_()
        heights = height(place)
        (gradient,) = torch.autograd.grad(heights.sum(), place)
    return heights.detach(), gradient


@dataclass(frozen=True, kw_only=True)
class Ball:
    """All images within *eps* of given ones, and within [0, 1]."""

    low: Tensor
    high: Tensor

    @classmethod
    def around(cls, images: Tensor, eps: float) -> Self:
        """Return what lies within *eps* of *images*."""
        images = images.detach()
        return cls(low=(images - eps).clamp(0, 1), high=(images + eps).clamp(0, 1))

    def clip(self, images: Tensor) -> Tensor:
        """Return the nearest of *images* that lie within."""
        return images.clamp(self.low, self.high)

    def anywhere(self, chance: Chance) -> Tensor:
        """Return images drawn evenly from within."""
        shape = self.low.shape
        if isinstance(chance, torch.Generator):
            drawn = torch.rand(shape, generator=chance)
        else:
            drawn = torch.stack([torch.rand(shape[1:], generator=g) for g in chance])
        return torch.lerp(self.low, self.high, drawn.to(self.low))

    def climb(self, height: Height, start: Tensor, step: float, steps: int) -> Tensor:
        """Go *steps* times by *step* along the gradient's sign, and clip each time.

        x <- clip(x + step sign(d height / d x))
        """
        found = start.detach()
        for _ in range(steps):
            _, gradient = steepest(height, found)
            found = self.clip(found + step * gradient.sign())
        return found
