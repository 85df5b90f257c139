"""One model under one attack: batches in, changed films and both sets of logits out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
import torch

from poisonkit.checkpoint import Checkpoint, model_digest
from poisonkit.evaluation import operating_points
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.arrays import Image, Logits, Mask, Rows
    from poisonkit.attacks.base import Attack
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.networks.base import Classifier
    from poisonkit.objectives.base import Objective


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """Some films before and after; m films, l labels."""

    rows: Rows
    images: Image
    """(m, h, w), changed."""

    before: Logits
    after: Logits
    """(m, l), less the labels' thresholds: above 0 is present."""

    aimed: Mask
    """(m,): the objective is about any decision on this film at all."""

    reached: Mask
    """(m,): every decision that the objective is about is as it wants."""

    linf: NDArray[np.float32]
    l2: NDArray[np.float32]
    """(m,): the change, in [0, 1]."""

    def without_images(self) -> Self:
        """Return the same without the films, which take memory."""
        return replace(self, images=self.images[:, :0, :0].copy())


@dataclass(frozen=True, kw_only=True)
class Siege:
    """A model that is attacked, and where its decisions lie."""

    model: Classifier
    data: CxrDataset
    compute: Compute
    thresholds: NDArray[np.float32]
    """(l,), logits."""

    seed: int
    name: str
    """The digest of the model."""

    batch: int = 32

    @classmethod
    def of(cls, run: Run, data: CxrDataset, compute: Compute, seed: int) -> Self:
        """Load the model of *run*; its thresholds are set on validation films."""
        card = Checkpoint.read(run)
        card.check(data)
        model = card.load(run)
        compute.place(model)
        points = np.array(operating_points(model, data, compute), np.float32)
        return cls(
            model=model,
            data=data,
            compute=compute,
            thresholds=points,
            seed=seed,
            name=model_digest(run),
        )

    def run(
        self, attack: Attack, objective: Objective, rows: Rows
    ) -> Iterator[Attacked]:
        """Yield what *attack* makes of the films in *rows*, batch by batch."""
        self.model.eval()
        wanted = [each.requires_grad for each in self.model.parameters()]
        self.model.requires_grad_(requires_grad=False)
        try:
            for start in range(0, len(rows), self.batch):
                yield self._batch(attack, objective, rows[start : start + self.batch])
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
        chance = torch.Generator().manual_seed(self._number(rows))
        changed = attack.perturb(shifted, images, goal, chance)
        with torch.no_grad():
            after = shifted(changed)
        change = (changed - images).flatten(1)
        return Attacked(
            rows=rows,
            images=changed[:, 0].cpu().numpy(),
            before=before.cpu().numpy(),
            after=after.cpu().numpy(),
            aimed=(goal.weights != 0).any(1).cpu().numpy(),
            reached=goal.reached(after).cpu().numpy(),
            linf=change.abs().amax(1).cpu().numpy(),
            l2=change.norm(dim=1).cpu().numpy(),
        )

    def _number(self, rows: Rows) -> int:
        """Return a seed that follows from the first film of a batch alone."""
        return int(stream(self.seed, self.data.ids[int(rows[0])]).integers(2**62))


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
