"""The loss of each decision of a multi-label classifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from poisonkit.arrays import UNKNOWN

if TYPE_CHECKING:
    from torch import Tensor


def masked_losses(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the cross-entropy of each decision ``(m, l)``; NaN where unknown."""
    losses = functional.binary_cross_entropy_with_logits(
        logits, labels.clamp(min=0).to(logits.dtype), reduction="none"
    )
    return losses.masked_fill(labels == UNKNOWN, torch.nan)
