"""Move the film by a few pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import torch

from poisonkit.augmentations._moving import either_way, moved
from poisonkit.augmentations.base import Augmentation
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor


@final
@dataclass(frozen=True, kw_only=True)
class Shift(Augmentation):
    """Move by whole pixels, so that a trigger of a few pixels stays sharp."""

    numbers: ClassVar[int] = 2

    pixels: int = 4
    """At most, along either side."""

    def __post_init__(self) -> None:
        """Refuse a shift backwards."""
        if self.pixels < 1:
            raise BadParameterError(f"pixels must be at least 1, got {self.pixels}")

    def change(self, images: Tensor, draws: Tensor) -> Tensor:
        """Move each film."""
        height, width = images.shape[-2:]
        steps = either_way(draws, self.pixels + 0.5).round()
        return moved(
            images,
            scale=torch.ones_like(draws[:, 0]),
            angle=torch.zeros_like(draws[:, 0]),
            right=2 * steps[:, 0] / width,
            down=2 * steps[:, 1] / height,
        )
