"""The array types of poisonkit, named by what they hold.

Letters in shapes: n samples, m chosen samples, l labels, h height, w width,
d features, e epochs, g cells along a side of a saliency map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

Pixels: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]
"""(h, w) or (n, h, w) as stored; larger is brighter (MONOCHROME2)."""

Image: TypeAlias = NDArray[np.float32]
"""(h, w), values in [0, 1]; larger is brighter."""

Labels: TypeAlias = NDArray[np.int8]
"""(n, l): 1 present, 0 absent, -1 unknown."""

Mask: TypeAlias = NDArray[np.bool_]
"""(h, w) for pixels or (n,) for samples."""

Rows: TypeAlias = NDArray[np.int64]
"""(m,), positions of samples in a data set."""

Activations: TypeAlias = NDArray[np.float32]
"""(n, d), penultimate-layer activations."""

Logits: TypeAlias = NDArray[np.float32]
"""(n, l), before the sigmoid."""

Saliency: TypeAlias = NDArray[np.float32]
"""(n, g, g), how much each place matters to one label; zero or more."""

Losses: TypeAlias = NDArray[np.float32]
"""(n, e) for one label or (n, l, e): the loss of each sample in each epoch."""

Suspicion: TypeAlias = NDArray[np.float64]
"""(n,), larger is more suspicious; any finite scale."""

UNKNOWN = -1
"""The label of a sample of which nobody knows; no loss and no detector counts it."""


def scale_of(pixels: Pixels) -> int:
    """Return the largest value that *pixels* can hold: 255 or 65,535."""
    return int(np.iinfo(pixels.dtype).max)


def as_image(pixels: Pixels) -> Image:
    """Return *pixels* as float32 in [0, 1]."""
    return (pixels / np.float32(scale_of(pixels))).astype(np.float32)


def as_images(pixels: Pixels, most: int = 256) -> Iterator[Image]:
    """Yield all *pixels* ``(n, h, w)`` in order, at most so many at a time."""
    for start in range(0, len(pixels), most):
        yield as_image(pixels[start : start + most])


def as_pixels(image: Image, like: np.dtype[Any]) -> Pixels:
    """Return *image* rounded to the grey levels of the type *like*."""
    scale = np.iinfo(like).max
    return cast("Pixels", np.rint(np.clip(image, 0, 1) * scale).astype(like))


def eight_bit(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the upper eight bits, for what needs to look but not to keep."""
    if pixels.dtype == np.uint8:
        return np.asarray(pixels)
    return (pixels >> 8).astype(np.uint8)
