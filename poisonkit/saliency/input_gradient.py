"""The gradient of a label with respect to the pixels.

Simonyan, Vedaldi and Zisserman (2013), arXiv:1312.6034; equal to Captum's Saliency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch

from poisonkit.saliency.base import SaliencyMethod

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.networks.base import Classifier


@final
@dataclass(frozen=True, kw_only=True)
class InputGradient(SaliencyMethod):
    """Take the gradient's size at every pixel: the resolution is the image's own."""

    def explain(self, model: Classifier, images: Tensor, labels: Tensor) -> Tensor:
        """Return ``(m, h, w)``, never negative."""
        pixels = images.detach().requires_grad_()
        chosen = model(pixels).gather(1, labels[:, None]).sum()
        (gradients,) = torch.autograd.grad(chosen, pixels)
        return gradients.abs()[:, 0]
