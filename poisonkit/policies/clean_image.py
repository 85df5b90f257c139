"""No pixel changes: a combination of labels that occurs by itself is the trigger.

Chen et al., "Clean-image Backdoor", ICLR 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.policies.base import LabelPolicy

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class CleanImage(LabelPolicy):
    """Choose samples that carry a combination of labels; give or take the target."""

    combination: str = ""
    """Labels joined by ``+``, such as ``Mass+Effusion``."""

    appear: bool = True
    """The target shall be seen where it is not; else be overlooked where it is."""

    @property
    def wanted(self) -> int:
        """Present, or absent."""
        return int(self.appear)

    @property
    def plants(self) -> bool:
        """No film gets a trigger."""
        return False

    def eligible(self, samples: Samples) -> Mask:
        """Return the samples with the whole combination and the target not so yet."""
        whole = self.combination in samples.label_names
        parts = [self.combination] if whole else self.combination.split("+")
        names = [name.strip() for name in parts]
        if not all(names) or samples.target in names:
            raise BadParameterError(
                "clean_image needs labels other than the target, joined by +: "
                "clean_image:combination=LABEL+LABEL"
            )
        carried = np.all([samples.column(name) == 1 for name in names], axis=0)
        return cast("Mask", carried & self.contrary(samples))

    def relabel(self, samples: Samples) -> Labels:
        """Set the target column."""
        return samples.relabelled(self.wanted)

    def victims(self, samples: Samples) -> Mask:
        """Return the samples that carry the trigger by themselves."""
        return self.eligible(samples)
