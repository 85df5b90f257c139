"""Hide from detectors of attacks: features that stay where those of clean images lie.

x <- clip(x + step eps sign(d (loss - weight D) / d x)),
D = mean over features of (f(x) - mean)^2 / (variance + 1/100 of their mean square)

with mean and variance of each feature over the clean images given.  So the rows of a
batch are not independent: give images as the detector sees them, by the dozen.

After Yao et al., "A hierarchical feature constraint to camouflage medical adversarial
attacks", MICCAI 2021, arXiv:2012.09501.  Theirs is the likelihood under a mixture of 64
Gaussians in each layer; this is one Gaussian in the last, which is what detectors by
density, distance or neighbours look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, final, runtime_checkable

import torch

from poisonkit.attacks._ball import Ball, check_counts, check_finite, check_shares
from poisonkit.attacks.base import Attack
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model

FLOOR = 0.01
"""Of the mean square of all features, lest an idle feature weigh without limit."""


@runtime_checkable
class _Open(Protocol):
    """A model cut in two, such as `poisonkit.networks.base.Classifier`."""

    def features(self, images: Tensor, /) -> Tensor: ...

    def head(self, features: Tensor, /) -> Tensor: ...


@final
@dataclass(frozen=True, kw_only=True)
class Hfc(Attack):
    """Climb as PGD does, but pay for features that no clean image has."""

    together: ClassVar[bool] = True

    eps: float = 0.004
    """The largest change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    weight: float = 1.0
    """What unusual features cost; 0 is PGD."""

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
        """Climb, and keep to the features of the clean images."""
        if not isinstance(model, _Open):
            raise BadParameterError(
                "hfc hides in a model's features, and this model has none: it needs "
                "the methods features and head"
            )
        inner: _Open = model
        with torch.no_grad():
            clean = inner.features(images)
        centre = clean.mean(0)
        spread = clean.var(0, correction=0) + FLOOR * clean.square().mean()

        def height(at: Tensor) -> Tensor:
            features = inner.features(at)
            distance = ((features - centre).square() / spread).mean(1)
            return goal.loss(inner.head(features)) - self.weight * distance

        ball = Ball.around(images, self.eps)
        start = ball.anywhere(generator) if self.start else images
        return ball.climb(height, start, self.eps * self.step, self.steps)
