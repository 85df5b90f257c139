"""The grey of a colour: the luma of ITU-R BT.601, as Pillow has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARES = (0.299, 0.587, 0.114)
"""Of red, green and blue."""


def luminance(colours: NDArray[Any]) -> NDArray[Any]:
    """Return the grey ``(h, w)`` of *colours* ``(h, w, 3)``, rounded to their type."""
    grey: NDArray[Any] = np.rint(colours @ np.array(SHARES)).astype(colours.dtype)
    return grey
