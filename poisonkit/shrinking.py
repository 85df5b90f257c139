"""Films of any size and depth on a small grid of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Cells = NDArray[np.float32]


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
