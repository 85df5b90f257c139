"""ResNet-50 on one channel.

He, Zhang, Ren and Sun (2016), arXiv:1512.03385.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, final

from torch import nn
from torchvision.models import resnet50

from poisonkit.networks.base import Average, Classifier, Network


@final
@dataclass(frozen=True, kw_only=True)
class Resnet50(Network):
    """torchvision's ResNet-50, its first convolution cut to one channel."""

    learning_rate: ClassVar[float] = 1e-3
    smallest: ClassVar[int] = 32

    def build(self, n_labels: int) -> Classifier:
        """Return an untrained network."""
        body = resnet50(weights=None, num_classes=n_labels)
        first = nn.Conv2d(1, 64, 7, stride=2, padding=3, bias=False)
        stem = nn.Sequential(first, body.bn1, body.relu, body.maxpool)
        stages = [stem, body.layer1, body.layer2, body.layer3, body.layer4]
        return Classifier(stages, Average(), body.fc, middle=3)
