"""PGD that chooses its own steps: momentum, halving where it gets no further, the best.

z = clip(x + eta sign(d loss / d x)),  x <- clip(x + 3/4 (z - x) + 1/4 (x - x before))

from eta = 2 eps.  At checkpoints that come ever closer, an image whose loss rose in
fewer than 3/4 of the steps since the last one, or whose eta was not halved there and
whose best has not changed since, has eta halved and starts again at its best.

Croce and Hein, "Reliable evaluation of adversarial robustness with an ensemble of
diverse parameter-free attacks", ICML 2020, arXiv:2003.01690, algorithm 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, final

import torch

from poisonkit.attacks._ball import Ball, check_counts, check_shares, steepest
from poisonkit.attacks.base import Attack

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks._ball import Height
    from poisonkit.attacks.base import AnyGoal, Chance, Model

KEPT = 0.75
"""The share of a new step; the rest is momentum."""

RISING = 0.75
"""The share of steps that must go up, lest the step be halved."""


@final
@dataclass(frozen=True, kw_only=True)
class Apgd(Attack):
    """Climb with steps that shrink where they must, and return the highest point."""

    eps: float = 0.004
    """The largest change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    steps: int = 20

    start: bool = True
    """Begin anywhere within *eps*; else at the image."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_shares(eps=self.eps)
        check_counts(steps=self.steps)

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Climb, and look back at each checkpoint."""
        ball = Ball.around(images, self.eps)
        start = ball.anywhere(generator) if self.start else images.detach()
        climber = _Climber(lambda at: goal.loss(model(at)), start, 2 * self.eps)
        stops = checkpoints(self.steps)
        for done in range(1, self.steps + 1):
            climber.climb(ball, momentum=done > 1)
            if done in stops:
                climber.look_back(done)
        return climber.best


def checkpoints(steps: int) -> list[int]:
    """Return after how many of *steps* the progress is looked at.

    ceil(p_j steps) with p_0 = 0, p_1 = 0.22 and
    p_(j+1) = p_j + max(p_j - p_(j-1) - 0.03, 0.06), here in hundredths.
    """
    last, share, found = 0, 22, []
    while share <= 100:  # noqa: PLR2004 - hundredths
        found.append(ceil(share * steps / 100))
        last, share = share, share + max(share - last - 3, 6)
    return sorted(set(found))


class _Climber:
    """Where each image stands, ``(n, 1, h, w)``, and how it came there, ``(n,)``."""

    def __init__(self, height: Height, start: Tensor, eta: float) -> None:
        """Stand at *start*."""
        self.height = height
        self.at = self.before = self.best = start
        self.heights, self.slope = steepest(height, start)
        self.top, self.best_slope = self.heights, self.slope
        self.eta = torch.full_like(self.heights, eta)
        self.rises = torch.zeros_like(self.heights)
        self.stop, self.top_then = 0, self.top
        self.halved = torch.zeros_like(self.rises, dtype=torch.bool)

    def climb(self, ball: Ball, *, momentum: bool) -> None:
        """Take one step."""
        ahead = ball.clip(self.at + _wide(self.eta) * self.slope.sign())
        if momentum:
            drift = (1 - KEPT) * (self.at - self.before)
            ahead = ball.clip(self.at + KEPT * (ahead - self.at) + drift)
        heights, slope = steepest(self.height, ahead)
        self.rises = self.rises + (heights > self.heights)
        self.at, self.before = ahead, self.at
        self.heights, self.slope = heights, slope
        better = heights > self.top
        self.top = torch.where(better, heights, self.top)
        self.best = torch.where(_wide(better), ahead, self.best)
        self.best_slope = torch.where(_wide(better), slope, self.best_slope)

    def look_back(self, done: int) -> None:
        """Halve the step where it got no further, and start again at the best."""
        slow = self.rises < RISING * (done - self.stop)
        stuck = ~self.halved & (self.top == self.top_then)
        self.halved = slow | stuck
        self.eta = torch.where(self.halved, self.eta / 2, self.eta)
        self.at = torch.where(_wide(self.halved), self.best, self.at)
        self.slope = torch.where(_wide(self.halved), self.best_slope, self.slope)
        self.heights = torch.where(self.halved, self.top, self.heights)
        self.rises = torch.zeros_like(self.rises)
        self.stop, self.top_then = done, self.top


def _wide(each: Tensor) -> Tensor:
    return each[:, None, None, None]
