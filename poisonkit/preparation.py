"""From a film of any size and depth to a square of one size and depth."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Self, cast

import numpy as np
from scipy import sparse

from poisonkit.arrays import scale_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels

_ODD = 16
"""Pixels between two rows: turning rows whose distance is a power of two is slow."""


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """How a film becomes a row of the data set."""

    size: int
    """Height and width in pixels.  A film that is not square is padded with black."""

    bits: int
    """8 or 16."""

    crop: float = 1.0
    """Share of the height and of the width that is kept, around the centre."""

    resize: Literal["mean", "nearest"] = "mean"
    """The mean of the pixels that become one, or the one in their middle."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Return the preparation that a data set tells of itself."""
        return cls(**{each.name: told[each.name] for each in fields(cls)})

    def frame(self, shape: tuple[int, int]) -> tuple[int, int, int, int]:
        """Return top, left, height and width of what is kept of a film of *shape*."""
        height, width = (max(1, round(side * self.crop)) for side in shape)
        return (shape[0] - height) // 2, (shape[1] - width) // 2, height, width

    def apply(self, pixels: Pixels) -> Pixels:
        """Return *pixels* ``(h, w)`` as ``(size, size)`` of the right depth.

        A film that already fits is not touched: not one grey level changes.
        """
        kind: np.dtype[Any] = np.dtype(f"u{self.bits // 8}")
        if self.crop < 1:
            top, left, height, width = self.frame((pixels.shape[0], pixels.shape[1]))
            pixels = pixels[top : top + height, left : left + width]
        if pixels.shape == (self.size, self.size):
            return _to_depth(pixels, kind)
        if self.resize == "nearest":
            return _to_depth(_nearest(pixels, self.size), kind)
        grey, white = _resized(pixels, self.size), int(np.iinfo(kind).max)
        grey *= np.float32(white / scale_of(pixels))
        np.rint(grey, out=grey)
        return cast("Pixels", np.clip(grey, 0, white).astype(kind))


def _nearest(pixels: Pixels, size: int) -> Pixels:
    """Return *pixels*, in the middle of a black square, at *size*: one for many.

    The choice is Pillow's, the pixel under the middle of the new one, in whole
    numbers.
    """
    height, width = pixels.shape
    side = max(height, width)
    middle = (2 * np.arange(size) + 1) * side // (2 * size)
    rows, columns = middle - (side - height) // 2, middle - (side - width) // 2
    inside = ((rows >= 0) & (rows < height))[:, None] & (columns >= 0)
    inside &= columns < width
    chosen = pixels[np.clip(rows, 0, height - 1)][:, np.clip(columns, 0, width - 1)]
    return cast("Pixels", np.where(inside, chosen, chosen.dtype.type(0)))


def _resized(pixels: Pixels, size: int) -> NDArray[np.float32]:
    """Return *pixels*, in the middle of a black square, at *size*.

    Low-passed first, so that nothing is skipped over: each row, then each column, is a
    mean of the pixels around its place, as torch and Pillow take it.  Black adds
    nothing to a mean, so the square is never made.
    """
    height, width = pixels.shape
    side = max(height, width)
    down = _means(side, size, (side - height) // 2, height)
    across = _means(side, size, (side - width) // 2, width)
    rows = np.zeros((size, width + _ODD), np.float32)
    rows[:, :width] = down @ pixels
    found: NDArray[np.float32] = (across @ np.ascontiguousarray(rows[:, :width].T)).T
    return np.ascontiguousarray(found)


@lru_cache(maxsize=64)
def _means(side: int, size: int, first: int, count: int) -> sparse.csr_array:
    """Return the weights ``(size, count)`` of some of *side* pixels in *size* means.

    A triangle, as wide as the pixels that one mean replaces and never less than one.
    """
    reach = max(side / size, 1.0)
    middle = (np.arange(size) + 0.5) * (side / size)
    near = np.floor(middle - reach).astype(np.int64)[:, None]
    pixels = near + np.arange(int(2 * reach) + 2)
    weights = np.clip(1 - np.abs(pixels + 0.5 - middle[:, None]) / reach, 0, None)
    weights[(pixels < 0) | (pixels >= side)] = 0
    weights /= weights.sum(axis=1, keepdims=True)
    weights[(pixels < first) | (pixels >= first + count)] = 0
    rows, places = np.nonzero(weights)
    columns = pixels[rows, places] - first
    values = weights[rows, places].astype(np.float32)
    return sparse.csr_array((values, (rows, columns)), shape=(size, count))


def _to_depth(pixels: Pixels, kind: np.dtype[Any]) -> Pixels:
    """Return *pixels* with the grey levels of *kind*; 255 is 65,535."""
    if pixels.dtype == kind:
        return pixels
    ratio = 65_535 // 255
    if scale_of(pixels) == 255:  # noqa: PLR2004 - eight bits become sixteen
        return (pixels.astype(np.uint16) * ratio).astype(np.uint16)
    return np.rint(pixels / ratio).astype(np.uint8)
