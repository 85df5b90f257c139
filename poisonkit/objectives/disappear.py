"""A finding that is there shall be overlooked: a missed disease.

On images where the label is present the loss is log(1 - p) of that label; other images,
and those of which nobody knows, are left alone.
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
class Disappear(Objective):
    """Lead away from *label*, where it is present."""

    label: str = ""

    keep: str = ""
    """Labels joined by ``+`` whose decisions on the clean image shall stay."""

    def lead(self, known: Known) -> tuple[Tensor, Tensor]:
        """Return absent, for images that have the label."""
        column = known.column(self.label, wanted_by="disappear")
        rows = known.labels[:, column] == 1
        directions = only(column, rows, TOWARDS, known.labels)
        return torch.zeros_like(known.labels), directions
