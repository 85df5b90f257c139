"""What differs between a film as it was and as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.poison import Left

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Pixels
    from poisonkit.poison import Corners


def change(before: Pixels, after: Pixels) -> Left:
    """Return where and how much *after* ``(h, w)`` differs from *before*."""
    high, low = np.maximum(before, after), np.minimum(before, after)
    difference = high - low
    changed = difference > 0
    return Left(
        box=box_of(changed),
        largest_change=int(difference.max()),
        pixels_changed=int(np.count_nonzero(changed)),
    )


def box_of(mask: Mask) -> Corners:
    """Return top, left, height and width of what *mask* covers; all 0 for nothing."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return 0, 0, 0, 0
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    return int(rows[0]), int(columns[0]), int(height), int(width)
