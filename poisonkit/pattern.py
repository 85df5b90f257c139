"""A trigger as it was reconstructed: where it lies, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels at stored resolution."""

    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True)
class Pattern:
    """A trigger as reconstructed from its suspects: some pixels and their values."""

    box: Box
    mask: Mask
    """(height, width) of the box: True where the pattern says something."""

    values: NDArray[np.float32]
    """(height, width), in [0, 1]; of an added pattern, in [-1, 1]."""

    places: tuple[tuple[int, int, int], ...] = ()
    """For a pattern that moves: (row, top, left) of each sighting; else empty."""

    tolerance: float = 4.0
    """Grey levels of 256 within which a film shows it."""

    added: bool = False
    """True where the values are added to a film's own, and do not replace them."""
