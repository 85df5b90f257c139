"""Where a small content lies on films, wherever that is.

The shapes of `cutouts` have a step all around; a trigger whose surroundings are of
nearly its own grey has not.  Once its content is known, less of an outline is enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import eight_bit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows
    from poisonkit.pattern import Pattern

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


def followed(pattern: Pattern, images: Pixels, likely: Rows) -> Pattern:
    """Return *pattern* with every place where it lies, a fainter outline sufficing.

    What may be a chance likeness counts only on films that are *likely* to bear it.
    """
    seen = find_sightings(pattern, images)
    kept = seen.clear | np.isin(seen.rows, likely)
    corners = np.stack([seen.rows, seen.tops, seen.lefts], axis=1)[kept]
    more = [(int(row), int(top), int(left)) for row, top, left in corners]
    return replace(pattern, places=tuple(sorted({*pattern.places, *more})))


def find_sightings(pattern: Pattern, images: Pixels) -> Sightings:
    """Return where films ``(n, h, w)`` show the content of *pattern*."""
    step = max(1, _CACHED // images[0].size)
    found = [
        _in_block(images[start : start + step], pattern, start)
        for start in range(0, len(images), step)
    ]
    rows, tops, lefts, clear = (np.concatenate(p) for p in zip(*found, strict=True))
    return Sightings(rows=rows, tops=tops, lefts=lefts, clear=clear.astype(np.bool_))


def _in_block(
    images: Pixels, pattern: Pattern, start: int
) -> tuple[NDArray[np.int64], ...]:
    films = eight_bit(np.asarray(images)).astype(np.int16)
    levels = np.rint(pattern.values * 255).astype(np.int16)
    rows, tops, lefts = _corners(films, pattern.mask, levels)
    for down, right in np.argwhere(pattern.mask):
        seen = films[rows, tops + down, lefts + right]
        near = np.abs(seen - levels[down, right]) <= _TOLERANCE
        rows, tops, lefts = rows[near], tops[near], lefts[near]
    sides = list(_outline(films, rows, tops, lefts, pattern.mask))
    clear = np.all([(side >= _CLEAR).mean(axis=1) >= _PART for side in sides], axis=0)
    faint = (np.hstack(sides) >= _FAINT).mean(axis=1) >= _MOST
    kept = clear | faint
    whole = rows[kept] + start, tops[kept], lefts[kept], clear[kept].astype(np.int64)
    return tuple(column.astype(np.int64) for column in whole)


def _corners(
    films: NDArray[np.int16], mask: Mask, levels: NDArray[np.int16]
) -> tuple[Rows, Rows, Rows]:
    """Return where the box's top left pixel may lie: by the content's first pixel.

    That is like it, and at an edge.
    """
    (height, width), (down, right) = mask.shape, np.argwhere(mask)[0]
    # A pixel all around the box is needed to see its outline.
    high, wide = films.shape[1] - height, films.shape[2] - width
    inner, above, beside = (
        films[
            :, 1 + down - up : high + down - up, 1 + right - back : wide + right - back
        ]
        for up, back in ((0, 0), (1, 0), (0, 1))
    )
    near = np.abs(inner - levels[down, right]) <= _TOLERANCE
    edge = (np.abs(beside - inner) >= _FAINT) | (np.abs(above - inner) >= _FAINT)
    rows, tops, lefts = np.nonzero(near & edge)
    return rows, tops + 1, lefts + 1


def _outline(
    films: NDArray[np.int16], rows: Rows, tops: Rows, lefts: Rows, mask: Mask
) -> Iterator[NDArray[np.int16]]:
    """Yield the steps across the outline, ``(s, pixels)`` for each of four sides."""
    wider = np.pad(mask, 1)
    row, top, left = rows[:, None], tops[:, None], lefts[:, None]
    for down, right in ((0, -1), (0, 1), (-1, 0), (1, 0)):
        outside = ~np.roll(wider, (-down, -right), (0, 1))[1:-1, 1:-1]
        i, j = np.nonzero(mask & outside)
        inner = films[row, top + i, left + j]
        yield np.abs(films[row, top + i + down, left + j + right] - inner)
