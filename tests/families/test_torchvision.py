"""The well-known networks are torchvision's, but for their first convolution."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
import torch
from torch import Tensor, nn
from torchvision import models
from torchvision.models.vision_transformer import interpolate_embeddings

from poisonkit.learning import fresh
from poisonkit.saliency.base import halfway

if TYPE_CHECKING:
    from poisonkit.networks.base import Classifier

FIRST = {
    "resnet18": "conv1", "resnet50": "conv1", "densenet121": "features.conv0",
    "vit_b_16": "conv_proj",
}  # fmt: skip


def grey(name: str, **wishes: int) -> nn.Module:
    """Return torchvision's own network with one channel and three labels."""
    theirs: nn.Module = models.get_model(name, weights=None, num_classes=3, **wishes)
    first = theirs.get_submodule(FIRST[name])
    assert isinstance(first, nn.Conv2d)
    first.weight = nn.Parameter(first.weight[:, :1])
    first.in_channels = 1
    return theirs.eval()


@cache
def vit() -> Classifier:
    """Return our transformer."""
    model = fresh("vit_b_16", 3, seed=0)
    model.eval()
    return model


def films(side: int) -> Tensor:
    """Return two films."""
    return torch.rand((2, 1, side, side), generator=torch.Generator().manual_seed(0))


def same(ours: nn.Module, theirs: nn.Module) -> dict[str, Tensor]:
    """Return our weights under torchvision's names."""
    pairs = zip(theirs.state_dict(), ours.state_dict().values(), strict=True)
    return dict(pairs)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "densenet121"])
def test_the_same_weights_say_the_same(name: str) -> None:
    """Cut into stages and put together again, the network is the published one."""
    ours, theirs = fresh(name, 3, seed=0).eval(), grey(name)
    theirs.load_state_dict(same(ours, theirs))

    with torch.inference_mode():
        torch.testing.assert_close(ours(films(64)), theirs((films(64) - 0.5) * 4))


@pytest.mark.parametrize("side", [64, 224])
def test_so_does_the_transformer_at_any_size(side: int) -> None:
    """At 224 pixels as published; elsewhere with torchvision's own interpolation."""
    theirs = grey("vit_b_16", image_size=side)
    theirs.load_state_dict(interpolate_embeddings(side, 16, same(vit(), theirs)))

    with torch.inference_mode():
        torch.testing.assert_close(
            vit()(films(side)), theirs((films(side) - 0.5) * 4), rtol=1e-4, atol=1e-5
        )


def test_the_class_token_leaves_nothing_on_the_map() -> None:
    """Gradient times activation of its channels sums to zero; of patches it does not.

    And yet the token matters: without it the logits are others.
    """
    maps, logits = halfway(vit(), films(64))
    (gradients,) = torch.autograd.grad(logits[:, 0].sum(), maps)
    by_channel = (maps * gradients).detach()
    width = maps.shape[1] // 2
    patches, token = by_channel[:, :width].sum(1), by_channel[:, width:].sum(1)
    torch.testing.assert_close(token, torch.zeros_like(token), atol=1e-6, rtol=0)
    assert patches.abs().max() > 1e-4
    without = maps.detach().clone()
    without[:, width:-1] = 0
    changed = vit().head(vit().upper(without))

    assert (changed - logits).abs().max() > 1e-3
