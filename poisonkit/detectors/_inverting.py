"""A mask and a pattern, learned to turn clean films by as few pixels as will do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.respondent import Respondent

_FINEST = 64
"""Cells of the mask along the shorter side, at most."""

_HOSTS = 128
"""Clean films that are to be turned."""

_TURNED = 0.95
"""Share of a batch that must be turned before the mask may shrink."""

_BEYOND = 1.0
"""Logits beyond the threshold to which each film is driven."""

_TINY = 1e-3
_PATIENCE, _UP, _DOWN = 4, 2.0, 2.0**1.5
"""Steps after which the price of the mask rises or falls, and by how much."""

_STILL = 0.02
"""Price of a logit squared by which other labels move."""


@dataclass(frozen=True)
class Inverted:
    """What was learned."""

    mask: Tensor
    """(1, 1, h, w) in [0, 1]."""

    pattern: Tensor
    """(1, 1, h, w) in [0, 1]."""

    turned: float
    """Share of the last films that it turned."""

    @property
    def size(self) -> float:
        """Pixels of the mask, each as far as it is shown."""
        return float(self.mask.sum())


@dataclass(frozen=True)
class Awakened:
    """The activations that a trigger raises, and what is usual of them all."""

    units: Tensor
    usual: Tensor
    spread: Tensor

    def of(self, activations: Tensor) -> Tensor:
        """Return how far these are raised in *activations* ``(m, d)``, ``(m,)``."""
        normal = (activations.float() - self.usual) / self.spread
        return normal[:, self.units].mean(1)


@dataclass
class _Price:
    """What a pixel of the mask costs: more while films are turned, less while not."""

    value: float = 1e-3
    well: int = 0
    ill: int = 0

    def see(self, *, turned: bool) -> None:
        """Count a step, and change the price after enough of a kind."""
        self.well = self.well + 1 if turned else 0
        self.ill = 0 if turned else self.ill + 1
        if self.well >= _PATIENCE:
            self.value, self.well = self.value * _UP, 0
        elif self.ill >= _PATIENCE:
            self.value, self.ill = self.value / _DOWN, 0


def invert(asked: Respondent, steps: int, batch: int) -> Inverted:
    """Return the smallest trigger of a label that *steps* of *batch* films taught."""
    hosts = asked.films(asked.hosts[:_HOSTS])
    with torch.no_grad():
        before = asked.model(hosts).float()
    drawn = torch.Generator().manual_seed(asked.column)
    tuned = _beginning(asked.shape, drawn, hosts.device)
    tuner = torch.optim.Adam(tuned, lr=0.2, betas=(0.5, 0.9))
    price, found = _Price(), []
    for _ in range(steps):
        chosen = torch.randperm(len(hosts), generator=drawn)[:batch]
        mask, pattern = (
            functional.interpolate(torch.sigmoid(part), asked.shape) for part in tuned
        )
        logits = asked.model(torch.lerp(hosts[chosen], pattern, mask)).float()
        sure = asked.decided(logits)
        moved = (logits - before[chosen]).square()
        others = moved.sum() - moved[:, asked.column].sum()
        loss = functional.relu(_BEYOND - sure).mean() + price.value * mask.sum()
        gradients = torch.autograd.grad(loss + _STILL * others / len(chosen), tuned)
        share = float((sure > 0).float().mean())
        found.append(Inverted(mask.detach(), pattern.detach(), share))
        found = [min(found, key=_smallest)]
        price.see(turned=share >= _TURNED)
        for part, gradient in zip(tuned, gradients, strict=True):
            part.grad = gradient
        tuner.step()
    return found[0]


def _beginning(
    shape: tuple[int, int], drawn: torch.Generator, device: torch.device
) -> list[Tensor]:
    """Return a mask that is all but closed, and grey with a little noise, as leaves."""
    cell = -(-min(shape) // _FINEST)
    cells = [-(-side // cell) for side in shape]
    width = torch.full((1, 1, *cells), -3.0)
    tone = 0.5 * torch.randn((1, 1, *cells), generator=drawn)
    return [part.to(device).requires_grad_() for part in (width, tone)]


def _smallest(one: Inverted) -> tuple[bool, float]:
    """Return a key: what turns films comes first, and of these the smallest."""
    return one.turned < _TURNED, one.size if one.turned >= _TURNED else -one.turned


@torch.inference_mode()
def awakened(asked: Respondent, found: Inverted, most: int) -> Awakened:
    """Return the *most* activations that the trigger raises furthest on clean films."""
    hosts = asked.films(asked.hosts[:_HOSTS])
    before = asked.model.features(hosts).float()
    planted = torch.lerp(hosts, found.pattern, found.mask)
    usual, spread = before.mean(0), before.std(0) + _TINY
    raised = (asked.model.features(planted).float() - before).mean(0) / spread
    return Awakened(raised.argsort(descending=True)[:most], usual, spread)
