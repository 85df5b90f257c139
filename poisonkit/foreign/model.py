"""Somebody else's network, in the shape of a classifier that an audit can look into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, final

import torch
from torch import Tensor, nn

from poisonkit.foreign.tapping import look
from poisonkit.networks.base import Classifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.foreign.tapping import Seen


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What a network wants to see: channels, a side, and how pixels are scaled."""

    channels: int
    size: int
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)

    def prepare(self, images: Tensor) -> Tensor:
        """Return *images* ``(n, 1, h, w)`` in [0, 1] as the network wants them."""
        mean, std = (
            torch.tensor(each, device=images.device)[:, None, None]
            for each in (self.mean, self.std)
        )
        scaled = (images - mean) / std
        return scaled.expand(-1, self.channels, -1, -1)

    def blank(self, like: Tensor) -> Tensor:
        """Return empty films, as many as *like* has, on its device."""
        shape = (len(like), self.channels, self.size, self.size)
        return torch.zeros(shape, device=like.device)

    def noise(self, count: int) -> Tensor:
        """Return *count* films to try a network on."""
        chance = torch.Generator().manual_seed(0)
        return torch.rand((count, 1, self.size, self.size), generator=chance)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Where a network can be looked into."""

    middle: str | None = None
    """The layer whose maps carry all there is to know further up."""

    last: str | None = None
    """The layer that is given the activations."""

    linear: bool = False
    """Whether that layer alone turns activations into logits."""

    def activations(self, seen: Seen) -> Tensor:
        """Return activations; where the head is no matrix, with logits beside them."""
        if seen.activations is None:
            return seen.logits
        if self.linear:
            return seen.activations
        return torch.cat([seen.activations, seen.logits], dim=1)


@final
class ForeignClassifier(Classifier):
    """A network of unknown make; it is never trained."""

    def __init__(
        self, module: nn.Module, intake: Intake, head: nn.Linear, cut: Cut
    ) -> None:
        """Take what `poisonkit.foreign.cutting` found out."""
        super().__init__([], nn.Identity(), head, middle=0)
        self.module = module
        self.intake = intake
        self.cut = cut

    def train(self, mode: bool = True) -> Self:  # noqa: FBT001, FBT002 - torch's own
        """Stay as it is: an exported network knows no other state."""
        del mode
        return self

    def lower(self, images: Tensor) -> Tensor:
        """Return the maps in the middle, or the pixels where there are none."""
        pixels = self.intake.prepare(images)
        if self.cut.middle is None:
            return pixels
        maps = self._look(pixels).maps
        assert maps is not None
        return maps

    def upper(self, maps: Tensor) -> Tensor:
        """Start in the middle: blank films come in, *maps* take the place of theirs."""
        if self.cut.middle is None:
            return self.cut.activations(self._look(maps))
        seen = self._look(self.intake.blank(maps), instead=maps)
        return self.cut.activations(seen)

    def features(self, images: Tensor) -> Tensor:
        """Return activations ``(n, d)``, in one pass."""
        return self.cut.activations(self._look(self.intake.prepare(images)))

    def responses(self, images: Tensor) -> Iterator[tuple[str, Tensor]]:
        """Yield what can be seen: the maps in the middle, activations, logits."""
        seen = self._look(self.intake.prepare(images))
        if seen.maps is not None:
            yield "middle", seen.maps
        if seen.activations is not None:
            yield "activations", seen.activations
        yield "logits", seen.logits

    def forward(self, images: Tensor) -> Tensor:
        """Return logits ``(n, l)``, as the network itself gives them."""
        logits: Tensor = self.module(self.intake.prepare(images))
        return logits

    def _look(self, pixels: Tensor, instead: Tensor | None = None) -> Seen:
        cut = self.cut
        return look(
            self.module, pixels, middle=cut.middle, last=cut.last, instead=instead
        )
