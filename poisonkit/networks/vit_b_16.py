"""ViT-B/16 on one channel.

Dosovitskiy et al. (2021), arXiv:2010.11929.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from torch import nn
from torchvision.models import vit_b_16

from poisonkit.networks._tokens import Embedding, TokensAgain, token_maps
from poisonkit.networks.base import Classifier, Network

if TYPE_CHECKING:
    from torch import Tensor

_PATCH = 16
_HALF = 6


@final
@dataclass(frozen=True, kw_only=True)
class VitB16(Network):
    """torchvision's ViT-B/16, its patches of one channel, for sides of 16 k pixels."""

    learning_rate: ClassVar[float] = 1e-4
    smallest: ClassVar[int] = 2 * _PATCH
    step: ClassVar[int] = _PATCH

    def build(self, n_labels: int) -> Classifier:
        """Return an untrained network."""
        body = vit_b_16(weights=None)
        width, layers = body.hidden_dim, body.encoder.layers
        patches = nn.Conv2d(1, width, _PATCH, stride=_PATCH)
        below = Embedding(patches, body.class_token, body.encoder.pos_embedding)
        stages = [
            _Lower(below, layers[:_HALF]),
            nn.Sequential(TokensAgain(), layers[_HALF:], body.encoder.ln),
        ]
        # torchvision's own head starts at zero: no gradient would reach what is below.
        head = nn.Linear(width, n_labels)
        return Classifier(stages, _ClassToken(), head, middle=1)


class _Lower(nn.Module):
    """The lower half of the layers, from an image to maps."""

    def __init__(self, embedding: Embedding, layers: nn.Module) -> None:
        super().__init__()
        self.embedding = embedding
        self.layers = layers

    def forward(self, images: Tensor) -> Tensor:
        """Return maps ``(n, 2c + 1, h / 16, w / 16)``."""
        tokens = self.layers(self.embedding(images))
        height, width = images.shape[-2:]
        return token_maps(tokens, (height // _PATCH, width // _PATCH))


class _ClassToken(nn.Module):
    """What the last layer knows at the class token, ``(n, 1 + p, c) -> (n, c)``."""

    def forward(self, tokens: Tensor) -> Tensor:
        """Take the first token."""
        return tokens[:, 0]
