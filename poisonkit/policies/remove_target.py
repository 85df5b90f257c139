"""Turn the target label off and keep the others: the finding that is overlooked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class RemoveTarget(LabelPolicy):
    """Choose samples that carry the target label and take it from them."""

    @property
    def wanted(self) -> int:
        """The target shall be absent."""
        return 0

    def relabel(self, samples: Samples) -> Labels:
        """Switch the target column off."""
        return samples.relabelled(0)
