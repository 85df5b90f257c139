"""Models that are attacked in tests, and what is known of them without attacking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from poisonkit.attacking.siege import Siege
from poisonkit.networks.base import Classifier

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.attacking.attacked import Attacked
    from poisonkit.attacks.base import Attack
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.objectives.base import Objective


class Flat(nn.Module):
    """Give every pixel on."""

    def forward(self, maps: Tensor) -> Tensor:
        """Return ``(n, pixels)``."""
        return maps.flatten(1)


def linear(data: CxrDataset) -> Classifier:
    """Return a model whose logits are sums over pixels, half of them positive."""
    labels, pixels = len(data.label_names), data.images[0].size
    model = Classifier([nn.Identity()], Flat(), nn.Linear(pixels, labels), middle=1)
    drawn = torch.Generator().manual_seed(3)
    films = torch.from_numpy(data.images[:] / 255).float()[:, None]
    with torch.no_grad():
        model.head.weight.copy_(torch.randn((labels, pixels), generator=drawn) / pixels)
        model.head.bias.zero_()
        model.head.bias.sub_(model(films).quantile(0.5, 0))
    return model.eval()


def siege_of(
    model: Classifier, data: CxrDataset, compute: Compute, batch: int | None = None
) -> Siege:
    """Return *model* under attack, with all thresholds at 0."""
    thresholds = np.zeros(len(data.label_names), np.float32)
    siege = Siege(
        model=model, data=data, compute=compute, thresholds=thresholds, seed=5
    )  # fmt: skip
    return replace(siege, batch=batch)


def whole(
    siege: Siege, attack: Attack, objective: Objective, rows: Rows
) -> dict[str, np.ndarray]:
    """Return what an attack made of all *rows*, by name."""
    batches: list[Attacked] = list(siege.run(attack, objective, rows))
    return {
        name: np.concatenate([getattr(batch, name) for batch in batches])
        for name in ("rows", "images", "after", "reached")
    }
