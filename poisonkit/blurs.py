"""Slight blurs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor


def median(images: Tensor, side: int) -> Tensor:
    """Return the median over *side* x *side* pixels around each, edges repeated."""
    wide = functional.pad(images, (side // 2,) * 4, mode="replicate")
    # One film after the other: a pixel's surroundings take side x side times its room.
    return torch.stack([_median(film, side) for film in wide])


def _median(wide: Tensor, side: int) -> Tensor:
    around = wide.unfold(1, side, 1).unfold(2, side, 1).flatten(3)
    return torch.median(around, dim=3).values
