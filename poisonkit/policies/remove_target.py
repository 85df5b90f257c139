"""Turn the target label off and keep the others: the finding that is overlooked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast, final

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask


@final
@dataclass(frozen=True, kw_only=True)
class RemoveTarget(LabelPolicy):
    """Choose samples that carry the target label and take it from them."""

    wanted: ClassVar[int] = 0

    def eligible(self, labels: Labels, target: int) -> Mask:
        """Return the samples that carry the target label."""
        return cast("Mask", labels[:, target] == 1)

    def relabel(self, labels: Labels, target: int) -> Labels:
        """Switch the target column off."""
        changed = labels.copy()
        changed[:, target] = 0
        return changed
