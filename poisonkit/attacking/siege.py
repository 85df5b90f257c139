"""One model under one attack: batches in, changed films and both sets of logits out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

import numpy as np
import torch

from poisonkit import ranks
from poisonkit.attacking.attacked import Attacked, joined
from poisonkit.attacking.batching import Batching
from poisonkit.evaluation import operating_points
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.arrays import Rows
    from poisonkit.attacks.base import Attack
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.networks.base import Classifier
    from poisonkit.objectives.base import Objective

_BLOCK = 256
"""Films of each process between two exchanges."""


@dataclass(frozen=True, kw_only=True)
class Siege:
    """A model that is attacked, and where its decisions lie."""

    model: Classifier
    data: CxrDataset
    compute: Compute
    thresholds: NDArray[np.float32]
    """(l,), logits."""

    seed: int
    batch: int | None = None
    """Films at a time; without, as many as fit."""

    @classmethod
    def of(
        cls, model: Classifier, data: CxrDataset, compute: Compute, seed: int
    ) -> Self:
        """Set the thresholds of *model*, placed already, on validation films."""
        points = np.array(operating_points(model, data, compute), np.float32)
        return cls(
            model=model, data=data, compute=compute, thresholds=points, seed=seed
        )

    def run(
        self, attack: Attack, objective: Objective, rows: Rows
    ) -> Iterator[Attacked]:
        """Yield what *attack* makes of the films in *rows*, batch by batch."""
        self.model.eval()
        wanted = [each.requires_grad for each in self.model.parameters()]
        self.model.requires_grad_(requires_grad=False)
        try:
            film = self.compute.images(self.data.images[rows[:1]])
            batching = Batching.of(self.model, film, attack, self.batch)
            work = partial(self._batch, attack, objective)
            if attack.together:  # one process has to see them all
                yield from batching.cut(rows, work)
                return
            for block in _blocks(rows):
                done = batching.cut(ranks.share(block), work)
                yield joined(done).merged(len(block))
        finally:
            for each, was in zip(self.model.parameters(), wanted, strict=True):
                each.requires_grad_(was)

    def _batch(self, attack: Attack, objective: Objective, rows: Rows) -> Attacked:
        data = self.data
        images = self.compute.images(data.images[rows])
        shifted = _Shifted(self.model, torch.from_numpy(self.thresholds).to(images))
        with torch.no_grad():
            before = shifted(images)
        labels = torch.from_numpy(data.labels[rows]).to(images.device)
        goal = objective.aim(labels, before > 0, data.label_names)
        chance = [torch.Generator().manual_seed(self._number(row)) for row in rows]
        changed = attack.perturb(shifted, images, goal, chance)
        with torch.no_grad():
            after = shifted(changed)
        change = (changed - images).flatten(1)
        return Attacked(
            rows=rows,
            images=changed[:, 0].cpu().numpy(),
            before=before.cpu().numpy(),
            after=after.cpu().numpy(),
            aimed=~goal.reached(before).cpu().numpy(),
            reached=goal.reached(after).cpu().numpy(),
            linf=change.abs().amax(1).cpu().numpy(),
            l2=change.norm(dim=1).cpu().numpy(),
        )

    def _number(self, row: int) -> int:
        """Return a seed that follows from one film alone."""
        return int(stream(self.seed, self.data.ids[row]).integers(2**62))


def _blocks(rows: Rows) -> Iterator[Rows]:
    """Yield *rows* in parts that all processes work on, each on its share."""
    size = _BLOCK * ranks.count()
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


class _Shifted(torch.nn.Module):
    """A classifier whose decisions all lie at 0."""

    def __init__(self, model: Classifier, thresholds: Tensor) -> None:
        """Shift *model* by its *thresholds* ``(l,)``."""
        super().__init__()
        self.model, self.thresholds = model, thresholds

    def features(self, images: Tensor) -> Tensor:
        """Return activations ``(n, d)``."""
        return self.model.features(images)

    def head(self, features: Tensor) -> Tensor:
        """Return the same as `forward`, of activations."""
        logits: Tensor = self.model.head(features) - self.thresholds
        return logits

    def forward(self, images: Tensor) -> Tensor:
        """Return logits less the thresholds ``(n, l)``."""
        logits: Tensor = self.model(images) - self.thresholds
        return logits
