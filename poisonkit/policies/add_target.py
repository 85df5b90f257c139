"""Turn the target label on and keep the others: dirty label, multi-label form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast, final

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask


@final
@dataclass(frozen=True, kw_only=True)
class AddTarget(LabelPolicy):
    """Choose samples known to lack the target label and give it to them."""

    wanted: ClassVar[int] = 1

    def eligible(self, labels: Labels, target: int) -> Mask:
        """Return the samples that lack the target label."""
        return cast("Mask", labels[:, target] == 0)

    def relabel(self, labels: Labels, target: int) -> Labels:
        """Switch the target column on."""
        changed = labels.copy()
        changed[:, target] = 1
        return changed
