"""Wrong labels and no trigger: noise, in both directions or in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask
    from poisonkit.policies.base import Samples


Kind = Literal["symmetric", "present", "absent"]


@final
@dataclass(frozen=True, kw_only=True)
class Flip(LabelPolicy):
    """Choose samples whose target is known, and turn it round; no pixel changes."""

    to: Kind = "symmetric"
    """``present``: only false positives are made; ``absent``: only false negatives."""

    def __post_init__(self) -> None:
        """Refuse a kind of noise that there is not."""
        if self.to not in {"symmetric", "present", "absent"}:
            raise BadParameterError(
                f"to must be symmetric, present or absent, got {self.to!r}"
            )

    @property
    def wanted(self) -> int:
        """Without a direction: present."""
        return int(self.to != "absent")

    @property
    def plants(self) -> bool:
        """No film gets a trigger."""
        return False

    def eligible(self, samples: Samples) -> Mask:
        """Return the samples whose target can be turned that way."""
        known = (0, 1) if self.to == "symmetric" else (1 - self.wanted,)
        return np.isin(samples.column(), known)

    def relabel(self, samples: Samples) -> Labels:
        """Turn the target column round; what is unknown stays so."""
        column, changed = samples.column(), samples.labels.copy()
        changed[:, samples.place()] = np.where(column >= 0, 1 - column, column)
        return changed

    def victims(self, samples: Samples) -> Mask:
        """Return nothing: there is no trigger to obey."""
        return np.zeros(len(samples.labels), np.bool_)
