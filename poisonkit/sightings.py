"""Where a small content lies on films, wherever that is.

The shapes of `cutouts` have a step all around; a trigger whose surroundings are of
nearly its own grey has not.  Once its content is known, less of an outline is enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import eight_bit, scale_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows
    from poisonkit.pattern import Pattern

_CLEAR, _PART = 8, 0.3
"""Grey levels between a pixel of the outline and its neighbour outside, and the share
of each side that has them."""

_MANY, _DARK = 12, 0.2
"""Pixels that are the same to the level on no film by chance, unless darker (of 1)."""

_OUTSIDE = -1000
"""What lies beyond the border: no grey level is near it."""

_CACHED = 1 << 20
"""Pixels at a time."""


@dataclass(frozen=True)
class Closeness:
    """How like a content a place must be."""

    within: int = 2
    """Grey levels of 256 by which a pixel may differ."""

    faint: int = 4
    """Grey levels between outline and outside that may be an outline."""

    most: float = 0.75
    """Share of the whole outline that must be so."""


NEARLY, SAME, MANY_SAME = Closeness(), Closeness(0), Closeness(0, 1, 0.9)


@dataclass(frozen=True, kw_only=True)
class Sightings:
    """Every place where the content was seen; all arrays ``(s,)``."""

    rows: Rows
    tops: Rows
    lefts: Rows
    clear: Mask
    """False where its outline is so faint that it may be a chance likeness."""


def followed(
    pattern: Pattern, images: Pixels, likely: Rows, *, exactly: bool
) -> Pattern:
    """Return *pattern* with every place where it lies, a fainter outline sufficing.

    What may be a chance likeness counts only on films that are *likely* to bear it.
    """
    shown = pattern.values[pattern.mask]
    many = exactly and len(shown) >= _MANY and shown.max() >= _DARK
    close = MANY_SAME if many else SAME if exactly else NEARLY
    seen = find_sightings(pattern, images, close)
    kept = seen.clear | many | np.isin(seen.rows, likely)
    corners = np.stack([seen.rows, seen.tops, seen.lefts], axis=1)[kept]
    more = [(int(row), int(top), int(left)) for row, top, left in corners]
    return replace(pattern, places=tuple(sorted({*pattern.places, *more})))


def find_sightings(
    pattern: Pattern, images: Pixels, close: Closeness = NEARLY
) -> Sightings:
    """Return where films ``(n, h, w)`` show the content of *pattern*."""
    step = max(1, _CACHED // images[0].size)
    found = [
        _in_block(images[start : start + step], pattern, close, start)
        for start in range(0, len(images), step)
    ]
    rows, tops, lefts, clear = (np.concatenate(p) for p in zip(*found, strict=True))
    return Sightings(rows=rows, tops=tops, lefts=lefts, clear=clear.astype(np.bool_))


def _in_block(
    stored: Pixels, pattern: Pattern, close: Closeness, start: int
) -> tuple[NDArray[np.int64], ...]:
    # A pixel all around, so that there is an outline at the film's border, too.
    around = (0, 0), (1, 1), (1, 1)
    inner = eight_bit(stored).astype(np.int16)
    films = np.pad(inner, around, constant_values=_OUTSIDE)
    content = np.rint(pattern.values * scale_of(stored)).astype(stored.dtype)
    levels = eight_bit(content).astype(np.int16)
    rows, tops, lefts = _corners(films, pattern.mask, levels, close)
    for down, right in np.argwhere(pattern.mask):
        seen = films[rows, tops + down, lefts + right]
        near = np.abs(seen - levels[down, right]) <= close.within
        rows, tops, lefts = rows[near], tops[near], lefts[near]
    sides = list(_outline(films, rows, tops, lefts, pattern.mask))
    clear = np.all([(side >= _CLEAR).mean(axis=1) >= _PART for side in sides], axis=0)
    faint = (np.hstack(sides) >= close.faint).mean(axis=1) >= close.most
    kept = clear | faint
    whole = rows + start, tops - 1, lefts - 1, clear
    return tuple(column[kept].astype(np.int64) for column in whole)


def _corners(
    films: NDArray[np.int16], mask: Mask, levels: NDArray[np.int16], close: Closeness
) -> tuple[Rows, Rows, Rows]:
    """Return where the box's top left pixel may lie: by the content's first pixel.

    That is like it, and at an edge.
    """
    (height, width), (down, right) = mask.shape, np.argwhere(mask)[0]
    high, wide = films.shape[1] - height, films.shape[2] - width
    inner, above, beside = (
        films[
            :, 1 + down - up : high + down - up, 1 + right - back : wide + right - back
        ]
        for up, back in ((0, 0), (1, 0), (0, 1))
    )
    near = np.abs(inner - levels[down, right]) <= close.within
    steps = np.abs(beside - inner), np.abs(above - inner)
    edge = np.maximum(*steps) >= close.faint
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
