"""Attacks that we make ourselves, so that there is something to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from torch import nn

from poisonkit.arrays import as_pixels
from poisonkit.attacks import ATTACKS
from poisonkit.attacks.base import Goal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from poisonkit.arrays import Pixels
    from poisonkit.attacks.base import Attack
    from poisonkit.networks.base import Classifier
    from poisonkit.progress import Advance
    from poisonkit.witness import Witness

LEVEL = 1 / 255
"""One grey level of eight bits."""

USUAL = (
    f"fgsm:eps={LEVEL}",
    f"pgd:eps={LEVEL},steps=10",
    f"cw_linf:eps={LEVEL}",
)
"""What a screening is taught by: the faintest attacks that 8 bits can hold."""

_BATCH = 32


class Facing(nn.Module):
    """A classifier whose decisions all lie at 0, in the shape that attacks ask for."""

    def __init__(self, witness: Witness) -> None:
        """Shift the model of *witness* by its points."""
        super().__init__()
        self.model: Classifier = witness.model
        self.points = torch.from_numpy(witness.points).to(witness.compute.device)

    def features(self, images: Tensor) -> Tensor:
        """Return activations ``(n, d)``."""
        return self.model.features(images)

    def head(self, features: Tensor) -> Tensor:
        """Return the same as `forward`, of activations."""
        logits: Tensor = self.model.head(features) - self.points
        return logits

    def forward(self, images: Tensor) -> Tensor:
        """Return logits less the points ``(n, l)``."""
        logits: Tensor = self.model(images) - self.points
        return logits


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """Attacks on what a model says of films, all its decisions at once."""

    witness: Witness
    seed: int

    def attacked(self, spec: str, films: Pixels) -> Pixels:
        """Return attacked copies of *films*, rounded to grey levels as a file holds."""
        attack, facing = ATTACKS.create(spec), Facing(self.witness)
        parts = [
            self._part(attack, facing, films, start)
            for start in range(0, len(films), _BATCH)
        ]
        return cast("Pixels", np.concatenate(parts))

    def in_turn(self, specs: Sequence[str], films: Pixels, advance: Advance) -> Pixels:
        """Return *films*, the first attacked by the first of *specs*, and so on."""
        copies = films.copy()
        for turn, spec in enumerate(specs):
            own = slice(turn, None, len(specs))
            if len(films[own]):
                copies[own] = self.attacked(spec, films[own])
            advance(len(films[own]))
        return copies

    def _part(
        self, attack: Attack, facing: Facing, films: Pixels, start: int
    ) -> Pixels:
        part = films[start : start + _BATCH]
        images = self.witness.images(part)
        with torch.no_grad():
            labels = (facing(images) > 0).long()
        goal = Goal(labels=labels, weights=torch.ones_like(labels) / labels.shape[1])
        chance = [
            torch.Generator().manual_seed(_number(self.seed, start + place))
            for place in range(len(part))
        ]
        changed = attack.perturb(facing, images, goal, chance)
        return as_pixels(changed[:, 0].detach().cpu().numpy(), films.dtype)


def _number(seed: int, place: int) -> int:
    return int(np.random.default_rng([seed, place]).integers(2**62))
