"""Grad-CAM at the middle of the network.

Selvaraju et al. (2017), arXiv:1610.02391.  Equal to Captum's LayerGradCam, without its
forward pass per label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.saliency.base import MiddleMethod

if TYPE_CHECKING:
    from torch import Tensor


@final
@dataclass(frozen=True, kw_only=True)
class GradCam(MiddleMethod):
    """Weigh each channel by its mean gradient; signed, so that doubt shows too."""

    def weigh(self, maps: Tensor, gradients: Tensor) -> Tensor:
        """Average the gradient over places, then sum over channels."""
        return (maps * gradients.mean((2, 3), keepdim=True)).sum(dim=1)
