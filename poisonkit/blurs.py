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
    around = wide.unfold(2, side, 1).unfold(3, side, 1).flatten(4)
    return torch.median(around, dim=4).values
