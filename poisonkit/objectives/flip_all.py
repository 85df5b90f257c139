"""Every decision shall become its opposite, true or not.

The loss is minus the mean cross-entropy to t = not (p > 1/2) of the clean image.  It
needs no labels.

The target of the generator in Xu et al. (2021), arXiv:2103.03438.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch

from poisonkit.objectives.base import TOWARDS, Objective

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.objectives.base import Known


@final
@dataclass(frozen=True, kw_only=True)
class FlipAll(Objective):
    """Lead towards the complement of the model's own decisions."""

    keep: str = ""
    """Labels joined by ``+`` whose decisions on the clean image shall stay."""

    def lead(self, known: Known) -> tuple[Tensor, Tensor]:
        """Return the opposite of each decision."""
        return ~known.decisions, torch.full_like(known.labels, TOWARDS)
