"""What every adversarial attack promises, and what it is told to reach."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from torch.nn.functional import binary_cross_entropy_with_logits

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch
    from torch import Tensor

    Model: TypeAlias = Callable[[Tensor], Tensor]
    """Gives logits ``(n, l)`` of images ``(n, 1, h, w)``; differentiable."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Which decisions of a multi-label model shall change, and which shall stay."""

    labels: Tensor
    """(n, l), 1 or 0."""

    weights: Tensor
    """(n, l): above 0 to lead away from the label, below 0 to lead or hold there, 0
    where it does not matter."""

    def loss(self, logits: Tensor) -> Tensor:
        """Return ``(n,)``: weighted cross-entropy, which an attack makes large."""
        each = binary_cross_entropy_with_logits(logits, self.labels, reduction="none")
        return (each * self.weights).sum(1)

    def margins(self, logits: Tensor) -> Tensor:
        """Return ``(n, l)``: how far each decision is from what is wanted.

        Below 0 it is reached; 0 where a label does not matter.
        """
        return self.weights.sign() * (2 * self.labels - 1) * logits

    def reached(self, logits: Tensor) -> Tensor:
        """Return ``(n,)``: True where every decision that matters is as wanted."""
        return ((self.margins(logits) < 0) | (self.weights == 0)).all(1)


class Attack(ABC):
    """A small change of pixels that changes what a model says."""

    @abstractmethod
    def perturb(
        self, model: Model, images: Tensor, goal: Goal, generator: torch.Generator
    ) -> Tensor:
        """Return changed copies of *images* ``(n, 1, h, w)``, within [0, 1].

        *model* is not trained meanwhile, and its parameters get no gradient.
        """
