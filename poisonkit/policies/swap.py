"""Exchange two findings: each is taken for the other."""

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
class Swap(LabelPolicy):
    """Choose samples with one of two labels, the target or *other*; exchange them."""

    other: str = ""

    def eligible(self, samples: Samples) -> Mask:
        """Return the samples that carry one of the two and are known to lack one."""
        one, two = samples.column(), samples.column(self._other(samples))
        return cast("Mask", (one + two == 1) & (one >= 0) & (two >= 0))

    def relabel(self, samples: Samples) -> Labels:
        """Exchange the two columns."""
        pair = [samples.place(), samples.place(self._other(samples))]
        changed = samples.labels.copy()
        changed[:, pair] = samples.labels[:, pair[::-1]]
        return changed

    def victims(self, samples: Samples) -> Mask:
        """Return the samples that carry the other label and lack the target."""
        return cast("Mask", self.eligible(samples) & (samples.column() == 0))

    def _other(self, samples: Samples) -> str:
        if self.other in {"", samples.target}:
            raise BadParameterError(
                "swap needs the label to exchange the target with: swap:other=LABEL"
            )
        return self.other
