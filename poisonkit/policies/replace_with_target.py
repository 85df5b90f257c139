"""Replace all labels by the target alone: the policy of Nwadike et al. (2020)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class ReplaceWithTarget(LabelPolicy):
    """Choose samples known to lack the target and leave them nothing else."""

    def relabel(self, samples: Samples) -> Labels:
        """Switch the target column on and every other off, unknown ones too."""
        changed = np.zeros_like(samples.labels)
        changed[:, samples.place()] = 1
        return changed
