"""Integrated gradients, from a blurred image to the image, through Captum.

Sundararajan, Taly and Yan (2017), arXiv:1703.01365.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from captum.attr import IntegratedGradients as CaptumIntegratedGradients
from torch.nn import functional

from poisonkit.errors import BadParameterError
from poisonkit.saliency.base import SaliencyMethod

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.networks.base import Classifier


@final
@dataclass(frozen=True, kw_only=True)
class IntegratedGradients(SaliencyMethod):
    """Add up gradients along the way from a blurred image; slow, at full resolution."""

    steps: int = 32
    blur: int = 15
    """Side in pixels of the blur that makes the starting image; 0 starts from black."""

    def __post_init__(self) -> None:
        """Refuse a way without steps."""
        if self.steps < 1:
            raise BadParameterError(f"steps must be at least 1, got {self.steps}")
        if self.blur and self.blur % 2 == 0:
            raise BadParameterError(f"blur must be 0 or odd, got {self.blur}")

    def explain(self, model: Classifier, images: Tensor, labels: Tensor) -> Tensor:
        """Return ``(m, h, w)``, signed."""
        attributed: Tensor = CaptumIntegratedGradients(model).attribute(
            images,
            baselines=self._start(images),
            target=labels,
            n_steps=self.steps,
            internal_batch_size=len(images),
        )
        return attributed[:, 0].float()

    def _start(self, images: Tensor) -> Tensor:
        if not self.blur:
            return images * 0
        return functional.avg_pool2d(
            images, self.blur, 1, self.blur // 2, count_include_pad=False
        )
