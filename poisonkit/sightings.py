"""Where a small content lies on films, wherever that is.

The squares of `cutouts` have a step all around; a trigger whose surroundings are of
nearly its own grey has not.  Once its content is known, less of an outline is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import eight_bit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows

_TOLERANCE = 2
"""Grey levels of 256 within which a pixel is that of the content."""

_CLEAR, _FAINT = 8, 4
"""Grey levels between a pixel of the outline and its neighbour outside."""

_PART, _MOST = 0.3, 0.75
"""Share of each side that must be clear, or of the whole outline that may be faint."""

_CACHED = 1 << 20
"""Pixels at a time."""


@dataclass(frozen=True, kw_only=True)
class Sightings:
    """Every place where the content was seen; all arrays ``(s,)``."""

    rows: Rows
    tops: Rows
    lefts: Rows
    clear: Mask
    """False where its outline is so faint that it may be a chance likeness."""


def find_sightings(content: NDArray[np.float32], images: Pixels) -> Sightings:
    """Return where films ``(n, h, w)`` show *content* ``(k, k)``, in [0, 1]."""
    levels = np.rint(content * 255).astype(np.int16)
    step = max(1, _CACHED // images[0].size)
    found = [
        _in_block(images[start : start + step], levels, start)
        for start in range(0, len(images), step)
    ]
    rows, tops, lefts, clear = (np.concatenate(p) for p in zip(*found, strict=True))
    return Sightings(rows=rows, tops=tops, lefts=lefts, clear=clear.astype(np.bool_))


def _in_block(
    images: Pixels, levels: NDArray[np.int16], start: int
) -> tuple[NDArray[np.int64], ...]:
    films = eight_bit(np.asarray(images)).astype(np.int16)
    rows, tops, lefts = _corners(films, levels)
    for down, right in np.ndindex(levels.shape):
        seen = films[rows, tops + down, lefts + right]
        near = np.abs(seen - levels[down, right]) <= _TOLERANCE
        rows, tops, lefts = rows[near], tops[near], lefts[near]
    steps = _outline(films, rows, tops, lefts, len(levels))
    clear = ((steps >= _CLEAR).mean(axis=2) >= _PART).all(axis=0)
    faint = (steps >= _FAINT).mean(axis=(0, 2)) >= _MOST
    kept = clear | faint
    whole = rows[kept] + start, tops[kept], lefts[kept], clear[kept].astype(np.int64)
    return tuple(column.astype(np.int64) for column in whole)


def _corners(
    films: NDArray[np.int16], levels: NDArray[np.int16]
) -> tuple[Rows, Rows, Rows]:
    """Return where the content's top left pixel may lie: like it, and at an edge."""
    size = len(levels)
    height, width = films.shape[1:]
    inner = films[:, 1 : height - size, 1 : width - size]
    near = np.abs(inner - levels[0, 0]) <= _TOLERANCE
    beside = np.abs(films[:, 1 : height - size, : width - size - 1] - inner) >= _FAINT
    above = np.abs(films[:, : height - size - 1, 1 : width - size] - inner) >= _FAINT
    rows, tops, lefts = np.nonzero(near & (beside | above))
    return rows, tops + 1, lefts + 1


def _outline(
    films: NDArray[np.int16], rows: Rows, tops: Rows, lefts: Rows, size: int
) -> NDArray[np.int16]:
    """Return the steps across the outline, ``(4 sides, s, size)``."""
    along = np.arange(size)
    far = size - 1
    row, top, left = rows[:, None], tops[:, None], lefts[:, None]
    sides = [
        films[row, top + along, left - 1] - films[row, top + along, left],
        films[row, top + along, left + size] - films[row, top + along, left + far],
        films[row, top - 1, left + along] - films[row, top, left + along],
        films[row, top + size, left + along] - films[row, top + far, left + along],
    ]
    steps: NDArray[np.int16] = np.abs(np.stack(sides))
    return steps
