"""Turn the target label on and keep the others: dirty label, multi-label form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class AddTarget(LabelPolicy):
    """Choose samples known to lack the target label and give it to them."""

    def relabel(self, samples: Samples) -> Labels:
        """Switch the target column on."""
        return samples.relabelled(1)
