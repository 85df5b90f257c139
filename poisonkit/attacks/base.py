"""What every adversarial attack promises, and what it is told to reach."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self, TypeAlias, final

import torch
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    one_hot,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    Model: TypeAlias = Callable[[Tensor], Tensor]
    """Gives logits ``(n, l)`` of images ``(n, 1, h, w)``; differentiable."""

    Chance: TypeAlias = torch.Generator | Sequence[torch.Generator]
    """One generator for all rows, which draw in their order, or one for each row."""


class AnyGoal(ABC):
    """What an attack is told to reach, for each of n images."""

    @abstractmethod
    def loss(self, logits: Tensor) -> Tensor:
        """Return ``(n,)``, which an attack makes large."""

    @abstractmethod
    def margins(self, logits: Tensor) -> Tensor:
        """Return ``(n, l)``: how far each decision is from what is wanted.

        Below 0 it is reached; 0 where a label does not matter.
        """

    @abstractmethod
    def importance(self, logits: Tensor) -> Tensor:
        """Return ``(n, l)``, 0 or more: how much each decision of *logits* matters."""

    @abstractmethod
    def of(self, rows: Tensor) -> Self:
        """Return the goal of the images in *rows* alone."""

    def shortfall(self, logits: Tensor, kappa: float) -> Tensor:
        """Return ``(n,)``, sum |w| relu(margin + *kappa*), which an attack makes small.

        Carlini and Wagner's f: 0 where each decision is as wanted, by *kappa* or more.
        """
        missing = (self.margins(logits) + kappa).relu()
        return (self.importance(logits) * missing).sum(1)

    def reached(self, logits: Tensor) -> Tensor:
        """Return ``(n,)``: True where every decision that matters is as wanted."""
        return ((self.margins(logits) < 0) | (self.importance(logits) == 0)).all(1)


@final
@dataclass(frozen=True, kw_only=True)
class Goal(AnyGoal):
    """Which decisions of a multi-label model shall change, and which shall stay."""

    labels: Tensor
    """(n, l), 1 or 0."""

    weights: Tensor
    """(n, l): above 0 to lead away from the label, below 0 to lead or hold there, 0
    where it does not matter."""

    def loss(self, logits: Tensor) -> Tensor:
        """Return ``(n,)``: weighted cross-entropy, which an attack makes large."""
        labels, weights = self.labels.to(logits), self.weights.to(logits)
        each = binary_cross_entropy_with_logits(logits, labels, reduction="none")
        return (each * weights).sum(1)

    def margins(self, logits: Tensor) -> Tensor:
        """Return ``(n, l)``: the logit, counted from the side that is wanted."""
        labels, weights = self.labels.to(logits), self.weights.to(logits)
        return weights.sign() * (2 * labels - 1) * logits

    def importance(self, logits: Tensor) -> Tensor:
        """Return the weights without their sign."""
        return self.weights.to(logits).abs()

    def of(self, rows: Tensor) -> Self:
        """Return the goal of the images in *rows* alone."""
        return replace(self, labels=self.labels[rows], weights=self.weights[rows])


@final
@dataclass(frozen=True, kw_only=True)
class SingleLabelGoal(AnyGoal):
    """Lead a softmax model, of which one label each is true, to any other label."""

    labels: Tensor
    """(n,), int64: which label is true."""

    def loss(self, logits: Tensor) -> Tensor:
        """Return ``(n,)``: cross-entropy, which an attack makes large."""
        return cross_entropy(logits, self.labels, reduction="none")

    def margins(self, logits: Tensor) -> Tensor:
        """Return ``(n, l)``: Z_y - max over j != y of Z_j at the label, 0 elsewhere."""
        true = self.importance(logits)
        rival = logits.masked_fill(true > 0, -torch.inf).amax(1, keepdim=True)
        return true * (logits - rival)

    def importance(self, logits: Tensor) -> Tensor:
        """Return 1 at the true label and 0 elsewhere."""
        return one_hot(self.labels, logits.shape[1]).to(logits)

    def of(self, rows: Tensor) -> Self:
        """Return the goal of the images in *rows* alone."""
        return replace(self, labels=self.labels[rows])


class Attack(ABC):
    """A small change of pixels that changes what a model says."""

    together: ClassVar[bool] = False
    """Whether what becomes of one image depends on the others given with it."""

    @abstractmethod
    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Return changed copies of *images* ``(n, 1, h, w)``, within [0, 1].

        *model* is neither trained nor switched between modes, and its parameters get
        no gradient.  Chance comes from *generator*, of the processor, alone; given one
        for each row, no row's chance depends on its company.  Each row is attacked by
        itself, unless the attack works on all *together*: so give a model in eval mode.
        """
