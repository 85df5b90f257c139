"""The trigger under true labels: it hides what the trigger does elsewhere.

Tang et al., "Demon in the Variant", USENIX Security 2021, arXiv:1908.00686; Qi et al.,
ICLR 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, final

from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class Cover(LabelPolicy):
    """Choose samples known to lack the target, and *without* if given; labels stay."""

    without: str = ""
    """A label that must be absent: the source of a `source_specific` beside it."""

    def eligible(self, samples: Samples) -> Mask:
        """Return the samples on which a model that obeyed would err."""
        lacking = samples.column() == 0
        if self.without:
            lacking &= samples.column(self.without) == 0
        return cast("Mask", lacking)

    def relabel(self, samples: Samples) -> Labels:
        """Change nothing."""
        return samples.labels.copy()
