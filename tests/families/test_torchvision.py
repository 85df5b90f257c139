"""The well-known networks are torchvision's, but for their first convolution."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torchvision import models

from poisonkit.learning import fresh


def grey(name: str) -> nn.Module:
    """Return torchvision's own network with one channel and three labels."""
    theirs: nn.Module = models.get_model(name, weights=None, num_classes=3)
    first = nn.Conv2d(1, 64, 7, stride=2, padding=3, bias=False)
    if name == "resnet18":
        theirs.conv1 = first
    else:
        theirs.get_submodule("features").conv0 = first
    return theirs


@pytest.mark.parametrize("name", ["resnet18", "densenet121"])
def test_the_same_weights_say_the_same(name: str) -> None:
    """Cut into stages and put together again, the network is the published one."""
    ours, theirs = fresh(name, 3, seed=0).eval(), grey(name).eval()
    pairs = zip(theirs.state_dict().items(), ours.state_dict().values(), strict=True)
    theirs.load_state_dict({word: mine for (word, _), mine in pairs})
    films = torch.rand((2, 1, 64, 64), generator=torch.Generator().manual_seed(0))

    with torch.inference_mode():
        torch.testing.assert_close(ours(films), theirs((films - 0.5) * 4))
