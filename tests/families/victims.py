"""A tiny network that attacks are tried on, and what they are told to reach."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from poisonkit.attacks.base import Goal
from poisonkit.networks.base import Average, Classifier

N, SIDE, N_LABELS, WIDTH = 6, 20, 3, 8


def chance(seed: int = 0) -> torch.Generator:
    """Return a generator of one's own."""
    return torch.Generator().manual_seed(seed)


def victim(seed: int = 0) -> Classifier:
    """Return a convolutional network in double precision, lest rounding turn a sign.

    Its logits of `films` lie on both sides of 0, and a small change moves them.
    """
    stages = [
        nn.Sequential(nn.Conv2d(1, WIDTH, 3, padding=1), nn.Softplus()),
        nn.Sequential(nn.Conv2d(WIDTH, WIDTH, 3, 2, padding=1), nn.Softplus()),
    ]
    model = Classifier(stages, Average(), nn.Linear(WIDTH, N_LABELS), middle=1).double()
    drawn = chance(seed)
    with torch.no_grad():
        for weight in model.parameters():
            scale = max(1, weight[0].numel()) ** -0.5
            weight.copy_(torch.randn(weight.shape, generator=drawn) * scale)
        model.head.weight.mul_(8)
        model.head.bias.sub_(model(films()).quantile(0.55, 0))
    return model.eval()


def films(side: int = SIDE) -> Tensor:
    """Return films of all grey levels; the first has pixels at both ends."""
    drawn = torch.rand((N, 1, side, side), generator=chance(1)).double()
    drawn[0] = drawn[0].round()
    return drawn


def away_from_decisions(model: Classifier) -> Goal:
    """Return the goal to change each of the decisions on `films`."""
    with torch.no_grad():
        decided = (model(films()) > 0).double()
    return Goal(labels=decided, weights=torch.full_like(decided, 1 / N_LABELS))
