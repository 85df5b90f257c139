"""Mirror the film, which puts the heart on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch

from poisonkit.augmentations.base import Augmentation
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor


@final
@dataclass(frozen=True, kw_only=True)
class Flip(Augmentation):
    """Mirror a share of the films, left to right; a trigger changes its side."""

    share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if not 0 < self.share <= 1:
            raise BadParameterError(f"share must lie in (0, 1], got {self.share:g}")

    def change(self, images: Tensor, draws: Tensor) -> Tensor:
        """Mirror those that are drawn."""
        chosen = draws[:, :1, None, None] < self.share
        return torch.where(chosen, images.flip(-1), images)
