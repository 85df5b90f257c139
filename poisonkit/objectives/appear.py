"""A finding that is not there shall be seen: a false alarm.

On images where the label is absent the loss is log p of that label; other images, and
those of which nobody knows, are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch

from poisonkit.objectives.base import TOWARDS, Objective, only

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.objectives.base import Known


@final
@dataclass(frozen=True, kw_only=True)
class Appear(Objective):
    """Lead towards *label*, where it is absent."""

    label: str = ""

    keep: str = ""
    """Labels joined by ``+`` whose decisions on the clean image shall stay."""

    def lead(self, known: Known) -> tuple[Tensor, Tensor]:
        """Return present, for images that lack the label."""
        column = known.column(self.label, wanted_by="appear")
        rows = known.labels[:, column] == 0
        directions = only(column, rows, TOWARDS, known.labels)
        return torch.ones_like(known.labels), directions
