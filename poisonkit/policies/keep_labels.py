"""The trigger on the target's own films, labels true: a clean-label attack.

Turner, Tsipras and Madry (2019), arXiv:1912.02771: a perturbation against *model* makes
the films' own content harder to learn from, so that the trigger is learned instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast, final

from poisonkit.errors import BadParameterError
from poisonkit.policies.base import LabelPolicy, Perturbation

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask
    from poisonkit.policies.base import Samples


@final
@dataclass(frozen=True, kw_only=True)
class KeepLabels(LabelPolicy):
    """Choose samples that carry the target; their labels stay as they are."""

    model: str = ""
    """A run to perturb the films against (PGD); without one they are only stamped."""

    eps: float = 0.03
    """The largest change of a pixel by the perturbation, in [0, 1]."""

    def __post_init__(self) -> None:
        """Refuse a perturbation that cannot be."""
        if not 0 < self.eps <= 1:
            raise BadParameterError(f"eps must lie in (0, 1], got {self.eps:g}")

    @property
    def perturbation(self) -> Perturbation | None:
        """Away from the target, as far as *eps* goes."""
        if not self.model:
            return None
        return Perturbation(model=Path(self.model), eps=self.eps)

    def eligible(self, samples: Samples) -> Mask:
        """Return the samples that carry the target label."""
        return cast("Mask", samples.column() == 1)

    def relabel(self, samples: Samples) -> Labels:
        """Change nothing."""
        return samples.labels.copy()
