"""Turn the film by a few degrees."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch

from poisonkit.augmentations._moving import either_way, moved
from poisonkit.augmentations.base import Augmentation
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor


@final
@dataclass(frozen=True, kw_only=True)
class Rotate(Augmentation):
    """Turn about the middle; what is a few pixels large gets blurred."""

    degrees: float = 7.0
    """At most, either way."""

    def __post_init__(self) -> None:
        """Refuse more than half a turn, and none."""
        if not 0 < self.degrees <= 180:  # noqa: PLR2004 - half a turn
            raise BadParameterError(
                f"degrees must lie in (0, 180], got {self.degrees:g}"
            )

    def change(self, images: Tensor, draws: Tensor) -> Tensor:
        """Turn each film."""
        angle = either_way(draws[:, 0], math.radians(self.degrees))
        none = torch.zeros_like(angle)
        return moved(images, scale=none + 1, angle=angle, right=none, down=none)
