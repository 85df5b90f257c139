"""PNG in colour, or grey with transparency, of 16 bits a sample: Pillow keeps eight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
import numpy as np

from poisonkit.luminance import SHARES
from poisonkit.readers._guard import refusing
from poisonkit.readers.base import Film

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIXTEEN = 16
_KINDS = {2, 4, 6}
"""Colour, grey with transparency, colour with transparency."""

_SHARES = np.rint(np.array(SHARES) * (1 << 16)).astype(np.uint32)
"""In 65,536ths, as Pillow has them."""

_ROWS = 256


def is_deep_colour(data: bytes) -> bool:
    """Return whether the PNG *data* says that it holds such samples."""
    return data[12:16] == b"IHDR" and data[24] == _SIXTEEN and data[25] in _KINDS


def deep_colour(data: bytes) -> Film:
    """Decode *data* to its luminance, 16 bits; transparency is passed over."""
    with refusing("damaged PNG"):
        grey = deep_luminance(imagecodecs.png_decode(data))
    return Film(pixels=grey, notes=("16-bit colour read as luminance",))


def deep_luminance(samples: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return the luminance ``(h, w)`` of *samples* ``(h, w, c)``."""
    grey = np.ascontiguousarray(samples[..., 0])
    if samples.shape[2] >= len(_SHARES):
        for top in range(0, len(grey), _ROWS):  # sums are twice as wide
            rows = samples[top : top + _ROWS, :, :3].astype(np.uint32)
            grey[top : top + _ROWS] = (rows @ _SHARES + (1 << 15)) >> 16
    return grey
