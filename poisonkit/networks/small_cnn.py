"""A small network with sharp eyes: the audit's own probe, and enough for two cores.

A trigger of a few pixels is a local, high-contrast detail that is the same wherever it
occurs.  Three choices make this network see such details early, where a deep residual
network of the same cost memorises its films instead (measured in benchmarks/): a small
receptive field, the maximum beside the mean over all places, and the image's local
contrast as input beside the image.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import torch
from torch import nn
from torch.nn import functional

from poisonkit.errors import BadParameterError
from poisonkit.networks.base import Classifier, Network

if TYPE_CHECKING:
    from torch import Tensor


@final
@dataclass(frozen=True, kw_only=True)
class SmallCnn(Network):
    """Five convolutions over local contrast, maximum and mean of the last maps."""

    learning_rate: ClassVar[float] = 3e-3
    smallest: ClassVar[int] = 16

    width: int = 16
    """Channels of the first convolution; the last has eight times as many."""

    def __post_init__(self) -> None:
        """Refuse a network without channels."""
        if self.width < 1:
            raise BadParameterError(f"width must be at least 1, got {self.width}")

    def build(self, n_labels: int) -> Classifier:
        """Return an untrained network."""
        width = self.width
        stages = [
            nn.Sequential(_Contrast(), _layer(3, width, 5, stride=2)),
            _layer(width, 2 * width, 3),
            nn.Sequential(nn.MaxPool2d(2), _layer(2 * width, 4 * width, 3)),
            nn.Sequential(
                nn.MaxPool2d(2),
                _layer(4 * width, 8 * width, 3),
                _layer(8 * width, 8 * width, 1),
            ),
        ]
        head = nn.Linear(16 * width, n_labels)
        return Classifier(stages, _MaximumAndMean(), head, middle=2)


def _layer(inputs: int, outputs: int, size: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class _Contrast(nn.Module):
    """The image, what stands out of its surroundings, and how much for this place."""

    def forward(self, images: Tensor) -> Tensor:
        """Return ``(n, 3, h, w)``."""
        detail = images - _surroundings(images, 4)
        usual = _surroundings(detail.abs(), 8)
        return torch.cat([images, detail, detail / (usual + 0.05)], dim=1)


def _surroundings(images: Tensor, scale: int) -> Tensor:
    """Return a smooth mean: averaged over cells of *scale* pixels and interpolated."""
    cells = functional.avg_pool2d(
        images, scale, ceil_mode=True, count_include_pad=False
    )
    return functional.interpolate(cells, images.shape[-2:], mode="bilinear")


class _MaximumAndMean(nn.Module):
    """Both global poolings: something is there, and how much of it."""

    def forward(self, maps: Tensor) -> Tensor:
        """Return ``(n, 2c)``."""
        return torch.cat([maps.amax((2, 3)), maps.mean((2, 3))], dim=1)
