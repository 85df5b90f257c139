"""See a part of the film only, from anywhere, at the full size again."""

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
class Crop(Augmentation):
    """Cut out a window of random size and place; triggers at the edge may be lost."""

    numbers: ClassVar[int] = 3

    smallest: float = 0.8
    """The smallest window, as a share of each side."""

    def __post_init__(self) -> None:
        """Refuse a window that is none."""
        if not 0 < self.smallest <= 1:
            raise BadParameterError(
                f"smallest must lie in (0, 1], got {self.smallest:g}"
            )

    def change(self, images: Tensor, draws: Tensor) -> Tensor:
        """Cut out, and enlarge."""
        scale = 1 - draws[:, 0] * (1 - self.smallest)
        return moved(
            images,
            scale=scale,
            angle=torch.zeros_like(scale),
            right=either_way(draws[:, 1], 1) * (1 - scale),
            down=either_way(draws[:, 2], 1) * (1 - scale),
        )
