"""What an attack made of some films."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from poisonkit import ranks

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """(m,): before the attack, not every decision was as the objective wants."""

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

    def merged(self, size: int) -> Self:
        """Return these films among those of all processes, *size* altogether."""
        found = {name: ranks.merged(getattr(self, name), size) for name in _COLUMNS}
        return replace(self, **found)


_COLUMNS = ("rows", "images", "before", "after", "aimed", "reached", "linf", "l2")


def joined(batches: Iterable[Attacked]) -> Attacked:
    """Return one of many."""
    every = list(batches)
    parts = {name: [getattr(each, name) for each in every] for name in _COLUMNS}
    columns = {name: np.concatenate(values) for name, values in parts.items()}
    return replace(every[0], **columns)
