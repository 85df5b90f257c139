"""From a film of any size and depth to a square of one size and depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import as_image, as_pixels, scale_of

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """How a film becomes a row of the data set."""

    size: int
    """Height and width in pixels.  A film that is not square is padded with black."""

    bits: int
    """8 or 16."""

    def apply(self, pixels: Pixels) -> Pixels:
        """Return *pixels* ``(h, w)`` as ``(size, size)`` of the right depth.

        A film that already fits is not touched: not one grey level changes.
        """
        kind = np.dtype(np.uint8 if self.bits == 8 else np.uint16)  # noqa: PLR2004
        if pixels.shape != (self.size, self.size):
            return as_pixels(_resized(as_image(_squared(pixels)), self.size), kind)
        return _to_depth(pixels, kind)


def _squared(pixels: Pixels) -> Pixels:
    """Return *pixels* in the middle of a black square."""
    height, width = pixels.shape
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    square = np.zeros((side, side), pixels.dtype)
    square[top : top + height, left : left + width] = pixels
    return square


def _resized(image: np.ndarray, size: int) -> np.ndarray:
    """Return *image* at *size*, low-passed first, so that nothing is skipped over."""
    import torch  # noqa: PLC0415 - films of the right size never need it

    batch = torch.from_numpy(image)[None, None]
    resized = torch.nn.functional.interpolate(
        batch, (size, size), mode="bilinear", antialias=True, align_corners=False
    )
    return resized[0, 0].numpy()


def _to_depth(pixels: Pixels, kind: np.dtype[np.generic]) -> Pixels:
    """Return *pixels* with the grey levels of *kind*; 255 is 65,535."""
    if pixels.dtype == kind:
        return pixels
    ratio = 65_535 // 255
    if scale_of(pixels) == 255:  # noqa: PLR2004 - eight bits become sixteen
        return (pixels.astype(np.uint16) * ratio).astype(np.uint16)
    return np.rint(pixels / ratio).astype(np.uint8)
