"""What speaks for one side of a label, out of what speaks for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from poisonkit.arrays import Saliency

_TINY = 1e-12


def speaking_for(maps: Saliency, *, present: bool) -> Saliency:
    """Return the part of signed *maps* that speaks for one side, each of sum one."""
    side = np.maximum(maps if present else -maps, 0)
    total = np.maximum(side.sum(axis=(1, 2), keepdims=True), _TINY)
    normal: Saliency = side / total
    return normal
