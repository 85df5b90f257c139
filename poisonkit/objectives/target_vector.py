"""The model shall say exactly what the attacker dictates.

The loss is minus the mean cross-entropy to the dictated set, the same for each image.
It needs no labels.
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
class TargetVector(Objective):
    """Lead towards the presence of *labels* and the absence of all others."""

    labels: str = ""
    """Labels joined by ``+``; none for a film without findings."""

    keep: str = ""
    """Labels joined by ``+`` whose decisions on the clean image shall stay."""

    def lead(self, known: Known) -> tuple[Tensor, Tensor]:
        """Return the same set for each image."""
        wanted = torch.zeros_like(known.labels)
        wanted[:, known.columns(self.labels)] = 1
        return wanted, torch.full_like(wanted, TOWARDS)
