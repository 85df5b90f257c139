"""Generative adversarial perturbations: a network learns to perturb the images given.

x' = clip(x + eps tanh(g(x))), where Adam over the weights of g makes the mean loss
large.  The generator g is a U-Net of five convolutions, whose maps are brought to mean
0 and variance 1 (instance normalisation).  It is trained on the very images it
perturbs, so the rows of a batch are not independent.  In a hundred steps it does more
than a universal perturbation; PGD does more still, in less time.  With the objective
`flip_all` its loss is that of Xu et al.

Poursaeed et al., "Generative adversarial perturbations", CVPR 2018, arXiv:1712.02328;
for multi-label radiographs Xu et al. (2021), arXiv:2103.03438.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import torch
from torch.nn.functional import conv2d, interpolate

from poisonkit.attacks._ball import check_counts, check_shares, common
from poisonkit.attacks.base import Attack

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.attacks.base import AnyGoal, Chance, Model

SIDE = 3
SHAPES = ((0, 1), (1, 2), (2, 4), (6, 2), (3, 0))
"""Inputs and outputs of each convolution, in widths; 0 is one channel."""

FLOOR = 1e-5
"""Of a map's variance, lest an empty one be divided by nothing."""


@final
@dataclass(frozen=True, kw_only=True)
class Gap(Attack):
    """Train a generator of perturbations for *steps* steps, then use it."""

    together: ClassVar[bool] = True

    eps: float = 0.004
    """The largest change of a pixel, in [0, 1]; 0.004 is one grey level of 255."""

    steps: int = 100
    rate: float = 0.005
    """Adam's learning rate."""

    width: int = 8
    """Channels of the generator."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        check_shares(eps=self.eps, rate=self.rate)
        check_counts(steps=self.steps, width=self.width)

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Train the generator on all images, and perturb them."""
        images = images.detach()
        weights = [each.to(images) for each in _draw(self.width, common(generator))]
        for each in weights:
            each.requires_grad_()
        adam = torch.optim.Adam(weights, lr=self.rate, maximize=True)
        for _ in range(self.steps):
            with torch.enable_grad():
                loss = goal.loss(model(self._change(images, weights))).mean()
                gradients = torch.autograd.grad(loss, weights)
            for each, gradient in zip(weights, gradients, strict=True):
                each.grad = gradient
            adam.step()
        return self._change(images, weights).detach()

    def _change(self, images: Tensor, weights: list[Tensor]) -> Tensor:
        return (images + self.eps * _generate(images, weights).tanh()).clamp(0, 1)


def _draw(width: int, generator: torch.Generator) -> list[Tensor]:
    """Return kernels and biases in turn: He et al. (2015), arXiv:1502.01852."""
    found = []
    for inputs, outputs in SHAPES:
        drawn = torch.randn(
            (outputs * width or 1, inputs * width or 1, SIDE, SIDE), generator=generator
        )
        fan = drawn[0].numel()
        found += [drawn * (2 / fan) ** 0.5, torch.zeros(len(drawn))]
    return found


def _generate(images: Tensor, weights: list[Tensor]) -> Tensor:
    """Go down to a quarter of the resolution and back, with a shortcut at each."""
    layers = iter(zip(weights[::2], weights[1::2], strict=True))
    fine = _even(conv2d((images - 0.5) * 4, *next(layers), padding=1)).relu()
    half = _even(conv2d(fine, *next(layers), stride=2, padding=1)).relu()
    maps = _even(conv2d(half, *next(layers), stride=2, padding=1)).relu()
    maps = _even(conv2d(_beside(maps, half), *next(layers), padding=1)).relu()
    return conv2d(_beside(maps, fine), *next(layers), padding=1)


def _even(maps: Tensor) -> Tensor:
    """Return *maps* of mean 0 and variance 1, each by itself."""
    variance, mean = torch.var_mean(maps, (2, 3), correction=0, keepdim=True)
    return (maps - mean) / (variance + FLOOR).sqrt()


def _beside(maps: Tensor, finer: Tensor) -> Tensor:
    return torch.cat([interpolate(maps, finer.shape[-2:]), finer], 1)
