"""Replace all labels by the target alone: the policy of Nwadike et al. (2020)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast, final

import numpy as np

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask


@final
@dataclass(frozen=True, kw_only=True)
class ReplaceWithTarget(LabelPolicy):
    """Choose samples known to lack the target and leave them nothing else."""

    wanted: ClassVar[int] = 1

    def eligible(self, labels: Labels, target: int) -> Mask:
        """Return the samples that lack the target label."""
        return cast("Mask", labels[:, target] == 0)

    def relabel(self, labels: Labels, target: int) -> Labels:
        """Switch the target column on and every other off, unknown ones too."""
        changed = np.zeros_like(labels)
        changed[:, target] = 1
        return changed
