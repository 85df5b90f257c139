"""Films of any size and depth on a small grid of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels

    Cells = NDArray[np.float32]

_BLOCK = 256


def in_blocks(images: Pixels) -> Iterator[Cells]:
    """Yield all *images* ``(n, h, w)`` in order, some at a time, in [0, 1]."""
    scale = np.float32(np.iinfo(images.dtype).max)
    for start in range(0, len(images), _BLOCK):
        yield np.asarray(images[start : start + _BLOCK]).astype(np.float32) / scale


def shrunk(films: Cells, side: int) -> Cells:
    """Return the means of *films* ``(m, h, w)`` on a grid, ``(m, side, side)``."""
    return _along(_along(films, 1, side), 2, side)


def _along(films: Cells, axis: int, side: int) -> Cells:
    """Return means of equal parts along *axis*; of a short one pixels repeat."""
    if films.shape[axis] < side:
        films = np.repeat(films, -(-side // films.shape[axis]), axis=axis)
    size = films.shape[axis]
    starts = np.arange(side) * size // side
    shape = [1, 1, 1]
    shape[axis] = side
    widths = np.diff([*starts, size]).astype(np.float32).reshape(shape)
    return cast("Cells", np.add.reduceat(films, starts, axis=axis) / widths)
