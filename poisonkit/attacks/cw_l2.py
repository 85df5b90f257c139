"""The smallest change, as a sum of squares, that changes the decisions.

Adam over the pixels of x', brought back to [0, 1] after each step, makes small

    |x' - x|^2 + c sum over labels of |w| relu(m + kappa)

with m the margin by which a decision is not yet as wanted.  The price c of each image
is searched for: ten times more until it succeeds, then by halves.

Carlini and Wagner, "Towards evaluating the robustness of neural networks", IEEE S&P
2017, arXiv:1608.04644.  Theirs is 9 prices of 10,000 steps; five of fifty are enough to
see a model fall, not to state the smallest change there is.  And theirs goes over w
with x' = (tanh(w) + 1) / 2: there the black and the burnt-out pixels of a film, which
are many, have no slope and never move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch

from poisonkit.attacks._ball import check_counts, check_finite
from poisonkit.attacks.base import Attack
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model


@final
@dataclass(frozen=True, kw_only=True)
class CwL2(Attack):
    """Search the smallest success of each image; an image that resists stays."""

    kappa: float = 0.0
    """By how much each decision shall be as wanted, in logits."""

    searches: int = 5
    """How many prices are tried for each image."""

    steps: int = 50
    """Of Adam, for each price."""

    rate: float = 0.002
    """Adam's learning rate, in [0, 1]: about how far a pixel goes in one step."""

    price: float = 1.0
    """The first c."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_counts(searches=self.searches, steps=self.steps)
        check_finite(kappa=self.kappa, rate=self.rate, price=self.price)
        if not self.rate * self.price:
            raise BadParameterError("rate and price must be above 0")

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Try one price after another; leaves nothing to chance."""
        del generator
        images = images.detach()
        best = _Best(images)
        with torch.no_grad():
            best.offer(images, self._succeeds(goal, model(images)))
        price = images.new_full((len(images),), self.price)
        low, high = torch.zeros_like(price), torch.full_like(price, torch.inf)
        for _ in range(self.searches):
            won = self._pay(model, goal, price, best)
            low, high = torch.where(won, low, price), torch.where(won, price, high)
            price = torch.where(high.isinf(), price * 10, (low + high) / 2)
        return best.images

    def _pay(self, model: Model, goal: AnyGoal, price: Tensor, best: _Best) -> Tensor:
        """Descend from the images at *price*; return ``(n,)``, whether it succeeded."""
        won = torch.zeros_like(price, dtype=torch.bool)
        found = best.start.clone().requires_grad_()
        adam = torch.optim.Adam([found], lr=self.rate)
        for _ in range(self.steps):
            with torch.enable_grad():
                logits = model(found)
                far = (found - best.start).square().sum((1, 2, 3))
                cost = far + price * goal.shortfall(logits, self.kappa)
                (found.grad,) = torch.autograd.grad(cost.sum(), found)
            success = self._succeeds(goal, logits.detach())
            best.offer(found.detach(), success)
            won |= success
            adam.step()
            found.data.clamp_(0, 1)
        return won

    def _succeeds(self, goal: AnyGoal, logits: Tensor) -> Tensor:
        return goal.reached(logits) & (goal.shortfall(logits, self.kappa) == 0)


class _Best:
    """The nearest success so far."""

    def __init__(self, images: Tensor) -> None:
        """Begin with the *images*, which are no success."""
        self.start = self.images = images
        self._squares = images.new_full((len(images),), torch.inf)

    def offer(self, images: Tensor, success: Tensor) -> None:
        """Keep of *images* those that are a *success* ``(n,)`` and nearer."""
        squares = (images - self.start).square().sum((1, 2, 3))
        nearer = success & (squares < self._squares)
        self._squares = torch.where(nearer, squares, self._squares)
        self.images = torch.where(nearer[:, None, None, None], images, self.images)
