"""Networks and films that several families are tried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from poisonkit.learning import fresh

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.networks.base import Classifier


def used(name: str) -> Classifier:
    """Return a network whose normalisation has seen some films."""
    model = fresh(name, 3, seed=0).train()
    with torch.no_grad():
        model(torch.rand((8, 1, 64, 64), generator=torch.Generator().manual_seed(1)))
    return model.eval()


@pytest.fixture(scope="module")
def small() -> Classifier:
    """Return a small network."""
    return used("small_cnn:width=4")


@pytest.fixture(scope="module")
def films() -> Tensor:
    """Return four oblong films."""
    return torch.rand((4, 1, 64, 48), generator=torch.Generator().manual_seed(2))


@pytest.fixture(scope="module", params=["small_cnn:width=4", "resnet18"])
def model(request: pytest.FixtureRequest) -> Classifier:
    """Return a small network, then a large one."""
    return used(str(request.param))
