"""Pixels that stand out of their surroundings, and which films share them.

Radiographs are smooth: at any one place few films have a pixel that differs sharply
from almost all points around it, and hardly two have it at the same grey level.  A
trigger stamped at one place repeats exactly.  So the places where films stand out, by
grey level, are a small index in which a static trigger is a line that is much too long.
Black borders and saturated areas do not stand out of themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from poisonkit.arrays import eight_bit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows

_RINGS = ((2, 10), (4, 14), (7, 20))
"""Radius in pixels, and by how many of 256 grey levels a pixel must differ there."""

_AGREEING = 6
"""Of the eight compass points of a ring, how many must lie on the same side."""

_COARSE = 8
"""Grey levels in one bin; two sets of bins, half a bin apart, so that values within
two levels of each other always share a bin of one of them."""

_CACHED = 1 << 18
"""Pixels at a time: few enough to stay in the processor's cache."""


def standing_out(films: NDArray[np.uint8]) -> Mask:
    """Return which pixels of *films* ``(b, h, w)`` stand out, ``(b, h, w)``."""
    found = np.zeros(films.shape, np.bool_)
    for radius, step in _RINGS:
        found |= _ring(films, radius, step)
    return found


def _ring(films: NDArray[np.uint8], radius: int, step: int) -> Mask:
    height, width = films.shape[1:]
    margin = ((0, 0), (radius, radius), (radius, radius))
    around = np.pad(films, margin, mode="edge")
    # Saturating, so that 8 bits are enough and nothing wraps.
    above = np.where(films <= 255 - step, films + np.uint8(step), 255).astype(np.uint8)
    below = np.where(films >= step, films - np.uint8(step), 0).astype(np.uint8)
    bright, dark = np.zeros((2, *films.shape), np.uint8)
    for down in (0, radius, 2 * radius):
        for right in (0, radius, 2 * radius):
            if (down, right) == (radius, radius):
                continue
            other = around[:, down : down + height, right : right + width]
            bright += other <= below
            dark += other >= above
    # Where the threshold itself was cut off at black or white, nothing can stand out.
    brighter: Mask = (bright >= _AGREEING) & (films >= step)
    darker: Mask = (dark >= _AGREEING) & (films <= 255 - step)
    return brighter | darker


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Which films share a key: one line of `films` per key."""

    films: sparse.csr_matrix
    """(k, n), 1 where the film has the key."""

    places: Rows
    """(k,): the pixel of each key, counted along the rows of the image."""

    levels: NDArray[np.int64]
    """(k,): the grey level in the middle of the key's bin, of 256."""


def shared_pixels(images: Pixels, fewest: int) -> Lines:
    """Return the standing-out pixels that at least *fewest* films have in common."""
    places, levels, rows = _entries(images)
    count, pixels = len(images), images.shape[1] * images.shape[2]
    halves = [
        _half(places, levels, rows, (pixels, count), offset, fewest)
        for offset in (0, _COARSE // 2)
    ]
    return Lines(
        films=sparse.vstack([half.films for half in halves], "csr"),
        places=np.concatenate([half.places for half in halves]),
        levels=np.concatenate([half.levels for half in halves]),
    )


def _entries(images: Pixels) -> tuple[Rows, NDArray[np.int64], Rows]:
    """Return place, grey level and film of every standing-out pixel."""
    step = max(1, _CACHED // images[0].size)
    found = [_in_block(images, start, step) for start in range(0, len(images), step)]
    places, levels, rows = zip(*found, strict=True)
    return (
        np.concatenate(places),
        np.concatenate(levels).astype(np.int64),
        np.concatenate(rows),
    )


def _in_block(
    images: Pixels, start: int, step: int
) -> tuple[Rows, NDArray[np.uint8], Rows]:
    films = eight_bit(np.asarray(images[start : start + step]))
    found = np.flatnonzero(standing_out(films))
    rows, places = np.divmod(found, films[0].size)
    return places, films.reshape(len(films), -1)[rows, places], rows + start


def _half(  # noqa: PLR0913, PLR0917 - three columns and what they are counted in
    places: Rows,
    levels: NDArray[np.int64],
    rows: Rows,
    shape: tuple[int, int],
    offset: int,
    fewest: int,
) -> Lines:
    """Return the lines of one of the two sets of bins."""
    pixels, count = shape
    bins = 256 // _COARSE + 1
    keys = places * bins + (levels + offset) // _COARSE
    enough = np.bincount(keys, minlength=pixels * bins) >= fewest
    kept = np.flatnonzero(enough)
    line = np.full(len(enough), -1, np.int32)
    line[kept] = np.arange(len(kept))
    chosen = enough[keys]
    where = line[keys[chosen]], rows[chosen]
    values = np.ones(len(where[0]), np.float32)
    return Lines(
        films=sparse.csr_matrix((values, where), (len(kept), count)),
        places=kept // bins,
        levels=kept % bins * _COARSE + _COARSE // 2 - offset,
    )
