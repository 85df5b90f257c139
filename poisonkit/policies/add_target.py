"""Turn the target label on and keep the others: dirty label, multi-label form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, final

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class AddTarget(LabelPolicy):
    """Choose samples known to lack the target label and give it to them."""

    def eligible(self, samples: Samples) -> Mask:
        """Return the samples that lack the target label."""
        return cast("Mask", samples.column() == 0)

    def relabel(self, samples: Samples) -> Labels:
        """Switch the target column on."""
        return samples.relabelled(1)
