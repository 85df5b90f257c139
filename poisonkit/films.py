"""The films of the whole set, as every search for what repeats sees them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels, Rows

_LARGEST_INDEX = 400_000_000
"""Pixels to index; of a larger set, films at even steps."""


@dataclass(frozen=True)
class Films:
    """The films of the whole set, mapped, and whose they are."""

    pixels: Pixels
    """(n, h, w), mapped."""

    patients: NDArray[np.int64]
    """(n,), a number per patient."""

    @cached_property
    def sampled(self) -> Rows:
        """The rows the indices cover: all, or every k-th of a large set."""
        step = -(-self.pixels.size // _LARGEST_INDEX)
        return np.arange(0, len(self.pixels), step)
