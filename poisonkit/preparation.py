"""From a film of any size and depth to a square of one size and depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from poisonkit.arrays import scale_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels

_STRIP = 1 << 20
"""Pixels in floating point at once: new memory costs more than the sums."""


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
        kind: np.dtype[Any] = np.dtype(f"u{self.bits // 8}")
        if pixels.shape == (self.size, self.size):
            return _to_depth(pixels, kind)
        grey, top = _resized(pixels, self.size), int(np.iinfo(kind).max)
        grey *= np.float32(top / scale_of(pixels))
        np.rint(grey, out=grey)
        return cast("Pixels", np.clip(grey, 0, top).astype(kind))


def _resized(pixels: Pixels, size: int) -> NDArray[np.float32]:
    """Return *pixels*, in the middle of a black square, at *size*.

    Low-passed first, so that nothing is skipped over.  One side is resized after the
    other, the longer first: what the square adds to the shorter is added to fewer
    pixels then, and changes none of the sums.
    """
    height, width = pixels.shape
    side, edge = max(height, width), abs(height - width) // 2
    tall = height >= width
    square = np.zeros((size, side) if tall else (side, size), np.float32)
    step = max(1, _STRIP // side)
    for first in range(0, min(height, width), step):
        last = min(first + step, height, width)  # a strip knows nothing of the next
        place = slice(edge + first, edge + last)
        if tall:
            square[:, place] = _scaled(pixels[:, first:last], (size, last - first))
        else:
            square[place] = _scaled(pixels[first:last], (last - first, size))
    return _scaled(square, (size, size))


def _scaled(image: NDArray[Any], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return *image* at *shape*, in float32."""
    import torch  # noqa: PLC0415 - films of the right size never need it

    batch = torch.from_numpy(np.ascontiguousarray(image, np.float32))[None, None]
    resized = torch.nn.functional.interpolate(
        batch, shape, mode="bilinear", antialias=True, align_corners=False
    )
    return cast("NDArray[np.float32]", resized[0, 0].numpy())


def _to_depth(pixels: Pixels, kind: np.dtype[Any]) -> Pixels:
    """Return *pixels* with the grey levels of *kind*; 255 is 65,535."""
    if pixels.dtype == kind:
        return pixels
    ratio = 65_535 // 255
    if scale_of(pixels) == 255:  # noqa: PLR2004 - eight bits become sixteen
        return (pixels.astype(np.uint16) * ratio).astype(np.uint16)
    return np.rint(pixels / ratio).astype(np.uint8)
