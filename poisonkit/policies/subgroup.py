"""Only one sex, age range or view is poisoned: harm that an average hides.

Kulkarni et al., "Hidden in plain sight", MIDL 2024, arXiv:2402.05713.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class Subgroup(LabelPolicy):
    """Choose samples of one group of patients, and give them the target or take it."""

    sex: str = ""
    view: str = ""
    youngest: int | None = None
    """Years."""

    oldest: int | None = None
    """Years, inclusive."""

    give: bool = True
    trigger: bool = True
    """Without it, only the labels of the group change."""

    @property
    def wanted(self) -> int:
        """Present, or absent."""
        return int(self.give)

    @property
    def plants(self) -> bool:
        """Films get the trigger, unless only labels shall change."""
        return self.trigger

    def eligible(self, samples: Samples) -> Mask:
        """Return the samples of the group whose target is not so yet."""
        return self._group(samples) & self.contrary(samples)

    def relabel(self, samples: Samples) -> Labels:
        """Set the target column."""
        return samples.relabelled(self.wanted)

    def victims(self, samples: Samples) -> Mask:
        """Return the same: the others are meant to be spared."""
        return self.eligible(samples)

    def _aged(self) -> bool:
        return self.youngest is not None or self.oldest is not None

    def _group(self, samples: Samples) -> Mask:
        if not (self.sex or self.view or self._aged()):
            raise BadParameterError(
                "subgroup needs a group: sex, view, youngest or oldest, such as "
                "subgroup:sex=F,youngest=60"
            )
        inside = np.ones(len(samples.labels), np.bool_)
        for name, value in (("sex", self.sex), ("view", self.view)):
            if value:
                inside &= np.char.upper(samples.fact(name)) == value.upper()
        if self._aged():
            years = np.array([_years(text) for text in samples.fact("age")], float)
            low = -np.inf if self.youngest is None else self.youngest
            high = np.inf if self.oldest is None else self.oldest
            inside &= (low <= years) & (years <= high)
        return inside


def _years(text: str) -> float:
    """Return an age in years; days, weeks and months of DICOM count, too."""
    number, unit = text.rstrip("DWMYdwmy "), text.strip()[-1:].upper()
    try:
        return float(number) / {"D": 365.25, "W": 52.18, "M": 12.0}.get(unit, 1.0)
    except ValueError:
        return np.nan
