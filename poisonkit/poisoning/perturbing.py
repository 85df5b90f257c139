"""Make the target's own films harder to learn from, so that the trigger is learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import torch

from poisonkit.attacks.base import Goal
from poisonkit.attacks.pgd import Pgd
from poisonkit.checkpoint import Checkpoint
from poisonkit.errors import BadInputError
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from poisonkit.arrays import Image
    from poisonkit.networks.base import Classifier
    from poisonkit.policies.base import Perturbation


@dataclass(frozen=True, kw_only=True)
class Perturbing:
    """A model, and the label that films are led away from."""

    model: Classifier
    size: int
    label: int
    eps: float

    @classmethod
    def of(cls, wish: Perturbation, target: str) -> Self:
        """Load the model that *wish* names."""
        card = Checkpoint.read(wish.model)
        if target not in card.label_names:
            raise BadInputError(f"the model in {wish.model} knows no label {target!r}")
        model = card.load(wish.model).eval()
        model.requires_grad_(requires_grad=False)
        label = card.label_names.index(target)
        return cls(model=model, size=card.size, label=label, eps=wish.eps)

    def apply(self, image: Image, seed: int, name: str) -> Image:
        """Return *image* ``(h, w)``, changed by at most *eps*."""
        if image.shape != (self.size, self.size):
            raise BadInputError(
                f"the model to perturb against sees {self.size} x {self.size} pixels, "
                f"the films have {image.shape[1]} x {image.shape[0]}"
            )
        films = torch.from_numpy(image)[None, None]
        weights = torch.zeros(1, self.model.head.out_features)
        weights[0, self.label] = 1
        goal = Goal(labels=torch.ones_like(weights), weights=weights)
        chance = torch.Generator().manual_seed(int(stream(seed, name).integers(2**62)))
        changed = Pgd(eps=self.eps).perturb(self.model, films, goal, chance)
        found: Image = changed[0, 0].numpy()
        return found
