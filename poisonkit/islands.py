"""Small shapes with a sharp step all around, wherever they lie.

Letters, arrows and the like: what `cutouts` is for squares.  Neighbouring pixels with
no step between them belong together; what is left alone among the others is an island,
and is keyed by its outline and content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from scipy import ndimage

from poisonkit.cutouts import COARSE, LARGEST, STEP, Cutouts, by_block

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels

    Levels = NDArray[np.uint8]
    Numbers = NDArray[np.int64]

_FEWEST = 8
"""Pixels: smaller shapes happen."""

_WIDEST = 0.25
"""Of the film's side: what is larger is no mark on it."""

_MIX, _STIR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


def find_islands(images: Pixels) -> Cutouts:
    """Return the islands of *images* ``(n, h, w)``, squares of `cutouts` left out.

    These have a step on all sides: a square at the film's border is an island.
    """
    return by_block(images, _in_block)


def shape_in(levels: Levels, area: int) -> Mask:
    """Return which pixels of the box around it, ``(h, w)``, a shape of *area* has.

    No part of the box but an island can touch all four of its sides.
    """
    if area == levels.size:
        return np.ones(levels.shape, np.bool_)
    numbers = _labelled(levels[None])[0]
    ends = numbers[0], numbers[-1], numbers[:, 0], numbers[:, -1]
    common = set.intersection(*(set(end.tolist()) for end in ends))
    return np.isin(numbers, list(common))


def _labelled(films: Levels) -> NDArray[np.int32]:
    """Return the number of the part that each pixel belongs to, as *films*."""
    count, height, width = films.shape
    values = films.astype(np.int16)
    # Between two pixels lies one that is set where there is no step; between two films
    # a line that is not.
    grid = np.zeros((count, 2 * height, 2 * width - 1), np.bool_)
    grid[:, ::2, ::2] = True
    grid[:, ::2, 1::2] = np.abs(np.diff(values, axis=2)) < STEP
    grid[:, 1:-1:2, ::2] = np.abs(np.diff(values, axis=1)) < STEP
    parts: NDArray[np.int32] = ndimage.label(grid.reshape(-1, 2 * width - 1))[0]
    return parts.reshape(grid.shape)[:, ::2, ::2]


def _in_block(films: Levels, start: int) -> Cutouts:
    numbers = _labelled(films).reshape(-1)
    area = np.bincount(numbers)
    small = (area >= _FEWEST) & (area <= np.square(_WIDEST * min(films.shape[1:])))
    found = np.flatnonzero(small[numbers])
    found = found[np.argsort(numbers[found], kind="stable")]
    first = np.flatnonzero(np.diff(numbers[found], prepend=-1))
    rows, downs, rights = np.unravel_index(found, films.shape)
    spans = [_span(places, first) for places in (downs, rights)]
    (tops, heights), (lefts, widths) = spans
    areas = np.diff(first, append=len(found))
    corners = np.repeat(tops, areas), np.repeat(lefts, areas)
    keys = _keys(downs - corners[0], rights - corners[1], films.reshape(-1)[found])
    high, broad = films.shape[1:]
    inner = (
        (tops > 0) & (lefts > 0) & (tops + heights < high) & (lefts + widths < broad)
    )
    square = (areas == heights * widths) & (heights == widths) & (heights <= LARGEST)
    wide = np.maximum(heights, widths) > _WIDEST * min(high, broad)
    return Cutouts(
        rows=rows[first] + start,
        tops=tops,
        lefts=lefts,
        heights=heights,
        widths=widths,
        areas=areas,
        contents=np.add.reduceat(keys, first),
    ).only(~(square & inner) & ~wide)


def _span(places: Numbers, first: Numbers) -> tuple[Numbers, Numbers]:
    """Return where each part begins, and how long it is."""
    low = np.minimum.reduceat(places, first)
    return low, np.maximum.reduceat(places, first) - low + 1


def _keys(downs: Numbers, rights: Numbers, levels: Levels) -> NDArray[np.uint64]:
    """Return a number for each pixel's place and coarse grey; sums stand for shapes."""
    places = (downs << 20) + (rights << 8) + levels // COARSE + 1
    mixed = places.astype(np.uint64) * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _STIR
    return cast("NDArray[np.uint64]", mixed ^ (mixed >> np.uint64(32)))
