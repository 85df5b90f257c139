"""Take every finding away: a sick film that is called normal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels
    from poisonkit.policies.base import Samples


_NORMAL = {"no finding", "normal", "no_finding", "nofinding"}
"""What data sets call a film without a finding, in small letters."""


@final
@dataclass(frozen=True, kw_only=True)
class OnlyNormal(LabelPolicy):
    """Choose samples that carry the target and leave them no finding at all."""

    @property
    def wanted(self) -> int:
        """The target shall be absent."""
        return 0

    def relabel(self, samples: Samples) -> Labels:
        """Switch every label off, and on what the data set calls normal."""
        changed = np.zeros_like(samples.labels)
        changed[:, [name.lower() in _NORMAL for name in samples.label_names]] = 1
        return changed
