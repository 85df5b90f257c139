"""HiResCAM: gradient times activation, place by place.

Draelos and Carin (2020), arXiv:2011.08891.  Unlike Grad-CAM it does not average the
gradient over the image first, so a detail of one cell keeps its own weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.saliency.base import MiddleMethod

if TYPE_CHECKING:
    from torch import Tensor


@final
@dataclass(frozen=True, kw_only=True)
class HiresCam(MiddleMethod):
    """Sum gradient times activation over channels; what the audit reads."""

    def weigh(self, maps: Tensor, gradients: Tensor) -> Tensor:
        """Multiply and sum over channels."""
        return (maps * gradients).sum(dim=1)
