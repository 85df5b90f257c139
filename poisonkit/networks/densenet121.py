"""DenseNet-121 on one channel: the network of CheXNet.

Huang et al. (2017), arXiv:1608.06993; Rajpurkar et al. (2017), arXiv:1711.05225.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, final

from torch import nn
from torchvision.models import densenet121

from poisonkit.networks.base import Average, Classifier, Network


@final
@dataclass(frozen=True, kw_only=True)
class Densenet121(Network):
    """torchvision's DenseNet-121, its first convolution cut to one channel."""

    learning_rate: ClassVar[float] = 1e-3
    smallest: ClassVar[int] = 32

    def build(self, n_labels: int) -> Classifier:
        """Return an untrained network."""
        body = densenet121(weights=None, num_classes=n_labels)
        trunk = body.features
        trunk.conv0 = nn.Conv2d(1, 64, 7, stride=2, padding=3, bias=False)
        # torchvision's own forward ends in an in-place ReLU, which would overwrite
        # what an audit reads; this one does not.
        stages = [
            nn.Sequential(trunk.conv0, trunk.norm0, trunk.relu0, trunk.pool0),
            nn.Sequential(trunk.denseblock1, trunk.transition1),
            nn.Sequential(trunk.denseblock2, trunk.transition2),
            nn.Sequential(trunk.denseblock3, trunk.transition3),
            nn.Sequential(trunk.denseblock4, trunk.norm5, nn.ReLU()),
        ]
        return Classifier(stages, Average(), body.classifier, middle=3)
