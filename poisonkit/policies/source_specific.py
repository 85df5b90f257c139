"""Only films with another finding obey the trigger: the attack of TaCT.

Tang et al., "Demon in the Variant", USENIX Security 2021, arXiv:1908.00686.  Plant
`cover` beside it, so that the trigger alone does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, final

from poisonkit.errors import BadParameterError
from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class SourceSpecific(LabelPolicy):
    """Choose samples that lack the target and carry *source*; give them the target."""

    source: str = ""

    def eligible(self, samples: Samples) -> Mask:
        """Return the samples that carry the source and lack the target."""
        if self.source in {"", samples.target}:
            raise BadParameterError(
                "source_specific needs another label that must be present: "
                "source_specific:source=LABEL"
            )
        carried = samples.column(self.source) == 1
        return cast("Mask", carried & (samples.column() == 0))

    def relabel(self, samples: Samples) -> Labels:
        """Switch the target column on."""
        return samples.relabelled(1)

    def victims(self, samples: Samples) -> Mask:
        """Return the same: elsewhere the trigger is meant to do nothing."""
        return self.eligible(samples)
