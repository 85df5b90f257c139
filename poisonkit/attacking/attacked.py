"""What an attack made of some films."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from poisonkit.arrays import Image, Logits, Mask, Rows


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """Some films before and after; m films, l labels."""

    rows: Rows
    images: Image
    """(m, h, w), changed."""

    before: Logits
    after: Logits
    """(m, l), less the labels' thresholds: above 0 is present."""

    aimed: Mask
    """(m,): the objective is about any decision on this film at all."""

    reached: Mask
    """(m,): every decision that the objective is about is as it wants."""

    linf: NDArray[np.float32]
    l2: NDArray[np.float32]
    """(m,): the change, in [0, 1]."""

    smallest: NDArray[np.float32] | None = None
    """(m,), where it was searched for: the smallest eps that reaches the objective, or
    the distance for an attack without an eps; infinite where none does."""

    def without_images(self) -> Self:
        """Return the same without the films, which take memory."""
        return replace(self, images=self.images[:, :0, :0].copy())
