"""Networks as others build them, and the files they would hand over."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from poisonkit.foreign.card import Card
from poisonkit.foreign.opening import Foreign, open_foreign

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 48


class Vendor(nn.Module):
    """ReLUs in place right after every layer worth looking at; a head to choose."""

    def __init__(self, labels: int, channels: int = 1, head: str = "linear") -> None:
        """Take what kind of *head* ends it."""
        super().__init__()
        self.kind = head
        self.below = nn.Sequential(
            nn.Conv2d(channels, 6, 3, 2, 1), nn.ReLU(inplace=True)
        )
        self.block = nn.Conv2d(6, 6, 3, 1, 1)
        self.relu = nn.ReLU(inplace=True)
        self.above = nn.Sequential(nn.Conv2d(6, 8, 3, 5, 1), nn.ReLU(inplace=True))
        self.fc = nn.Linear(8, labels if head != "parts" else labels - 1)
        self.rest = nn.Linear(8, 1)

    def forward(self, images: Tensor) -> Tensor:
        """Return logits, or what this vendor takes for them."""
        maps = self.below(images)
        maps = self.relu(maps + self.block(maps))
        seen = self.above(maps).mean((2, 3))
        said: Tensor = self.fc(seen)
        if self.kind == "parts":
            said = torch.cat([said, self.rest(seen)], dim=1)
        return said.sigmoid() if self.kind == "sigmoid" else said


def vendor(labels: int = 3, channels: int = 1, head: str = "linear") -> Vendor:
    """Return such a network, always the same."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        return Vendor(labels, channels, head).eval()


def three() -> nn.Module:
    """Stand for the factory that a user names."""
    return vendor(channels=3)


def no_network() -> str:
    """Stand for a factory of something else."""
    return "a network"


def broken() -> nn.Module:
    """Stand for a factory that fails."""
    raise RuntimeError("no licence\nfor this machine")


def script(path: Path, module: nn.Module, *, frozen: bool = False) -> Path:
    """Write *module* as TorchScript."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecated, and yet what vendors hand over
        traced = torch.jit.trace(module, films(2, channels_of(module)))
        (torch.jit.freeze(traced) if frozen else traced).save(path)
    return path


def freeze(path: Path, module: nn.Module) -> Path:
    """Write TorchScript whose weights have become constants: nothing can be taught."""
    return script(path, module, frozen=True)


def export(path: Path, module: nn.Module) -> Path:
    """Write *module* with torch.export."""
    shapes = ({0: torch.export.Dim("films")},)
    given = (films(2, channels_of(module)),)
    torch.export.save(torch.export.export(module, given, dynamic_shapes=shapes), path)
    return path


def channels_of(module: nn.Module) -> int:
    """Return how many channels *module* wants."""
    return int(next(iter(module.parameters())).shape[1])


def films(count: int, channels: int = 1, seed: int = 0) -> Tensor:
    """Return films of noise."""
    own = torch.Generator().manual_seed(seed)
    return torch.rand((count, 1, SIZE, SIZE), generator=own).expand(
        -1, channels, -1, -1
    )


def opened(name: object, labels: str = "ABC", **wishes: str) -> Foreign:
    """Open a model of SIZE pixels."""
    card = Card(label_names=tuple(labels), size=SIZE)
    return open_foreign(str(name), card, **wishes)


def write_card(model: Path, **values: object) -> None:
    """Write the card beside *model*."""
    model.with_suffix(".json").write_text(json.dumps(values), encoding="utf-8")
