"""Away from the truth about one label.

The robustness of a multi-label model differs from label to label, and an attack on all
of them at once does not show it: Ghamizi et al., AAAI-23 SafeAI, arXiv:2212.08130.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.objectives.base import AWAY, Objective, only

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.objectives.base import Known


@final
@dataclass(frozen=True, kw_only=True)
class PerLabel(Objective):
    """Lead *label* away from what is true, where that is known."""

    label: str = ""

    keep: str = ""
    """Labels joined by ``+`` whose decisions on the clean image shall stay."""

    def lead(self, known: Known) -> tuple[Tensor, Tensor]:
        """Return the true labels, and a direction in one column."""
        column = known.column(self.label, wanted_by="per_label")
        rows = known.labels[:, column] >= 0
        return known.labels.clamp(min=0), only(column, rows, AWAY, known.labels)
