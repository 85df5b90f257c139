"""Away from the truth, whatever it is.

The loss is the mean of -y log p - (1 - y) log(1 - p) over the labels that are known.
Where few of many labels are present it mostly switches labels on: see `appear` and
`disappear`.

Xu et al. (2021), arXiv:2103.03438.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.objectives.base import Objective

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.objectives.base import Known


@final
@dataclass(frozen=True, kw_only=True)
class Untargeted(Objective):
    """Lead every known label away from what is true."""

    keep: str = ""
    """Labels joined by ``+`` whose decisions on the clean image shall stay."""

    def lead(self, known: Known) -> tuple[Tensor, Tensor]:
        """Return the true labels; an unknown one leads nowhere."""
        return known.labels.clamp(min=0), (known.labels >= 0).to(known.labels)
