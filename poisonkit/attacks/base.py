"""What every adversarial attack promises, and what it is told to reach."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch.nn.functional import binary_cross_entropy_with_logits

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch
    from torch import Tensor


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Which labels a model shall get wrong, or which it shall be made to see."""

    labels: Tensor
    """(n, l), 1 or 0: those to lead away from, or towards."""

    weights: Tensor
    """(n, l), how much each label matters; 0: not at all."""

    towards: bool = False

    def loss(self, logits: Tensor) -> Tensor:
        """Return ``(n,)``: what the attack makes as large as it can."""
        each = binary_cross_entropy_with_logits(logits, self.labels, reduction="none")
        total = (each * self.weights).sum(1)
        return -total if self.towards else total


class Attack(ABC):
    """A small change of pixels that changes what a model says."""

    @abstractmethod
    def perturb(
        self,
        model: Callable[[Tensor], Tensor],
        images: Tensor,
        goal: Goal,
        generator: torch.Generator,
    ) -> Tensor:
        """Return changed copies of *images* ``(n, 1, h, w)``, within [0, 1].

        *model* gives logits ``(n, l)`` and is not trained meanwhile.
        """
