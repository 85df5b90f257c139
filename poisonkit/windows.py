"""One small window of every film, without what is slow in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from scipy.ndimage import uniform_filter

from poisonkit.arrays import as_image
from poisonkit.differences import mean_film
from poisonkit.pattern import Box, Pattern
from poisonkit.patterns import window
from poisonkit.shrinking import shrunk
from poisonkit.spots import AROUND, GRID

if TYPE_CHECKING:
    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Image, Pixels, Rows
    from poisonkit.films import Films

_REACH = 4
"""From the middle to the edge, in sizes."""

_FEWEST, _MOST = 6, 12
"""Cells along a side."""

_FILMS_PER_CELL = 9

_BATCH = 256
"""Films in memory at a time."""

_FAINT = 0.25
"""Of what is strongest in a pattern: where it is less, the pattern ends."""


def window_at(place: int, size: float, shape: tuple[int, int]) -> Box:
    """Return the window around a *place* of the grid, on films of *shape*."""
    reach = max(4, round(_REACH * size * min(shape)))
    wide = min(2 * reach, *shape)
    corner = [
        int(
            np.clip(round((number + 0.5) * length / GRID) - wide // 2, 0, length - wide)
        )
        for number, length in zip(divmod(place, GRID), shape, strict=True)
    ]
    return Box(corner[0], corner[1], wide, wide)


def seen_through(pixels: Pixels, box: Box, size: float) -> Look:
    """Return what films ``(n, h, w)`` show in the window, as few numbers."""
    cells = int(np.clip(np.sqrt(len(pixels) / _FILMS_PER_CELL), _FEWEST, _MOST))
    wide, inner = _wider(box, size, pixels.shape[1:])
    found = []
    for start in range(0, len(pixels), _BATCH):
        part = as_image(cast("Pixels", window(pixels[start : start + _BATCH], wide)))
        fast = _fast(part, inner, size, pixels.shape[1:])
        found.append(shrunk(fast, min(cells, box.height)))
    return np.concatenate(found).reshape(len(pixels), -1)


def added_in(
    films: Films, box: Box, size: float, carriers: Rows, others: Rows
) -> Pattern:
    """Return what *carriers* show more or less of than *others* in the window.

    Its level is the surroundings', since sick films are brighter than healthy ones.
    """
    shape = films.pixels.shape[1:]
    apart = (mean_film(films, carriers) - mean_film(films, others)).astype(np.float32)
    wide, inner = _wider(box, size, shape)
    fast = np.abs(_fast(window(apart[None], wide), inner, size, shape)[0])
    strong = fast >= _FAINT * fast.max()
    down, across = (np.flatnonzero(strong.any(axis=k)).tolist() for k in (1, 0))
    part = np.s_[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
    place = Box(box.top + down[0], box.left + across[0], *strong[part].shape)
    around = np.ones(shape, np.bool_)
    window(around[None], place)[0][...] = False
    beside = window(apart[None], wide)[0][window(around[None], wide)[0]]
    level = np.median(beside) if beside.size else np.float32(0)
    values = np.where(strong[part], window(apart[None], place)[0] - level, 0)
    return Pattern(place, strong[part], values.astype(np.float32), added=True)


def _wider(box: Box, size: float, shape: tuple[int, ...]) -> tuple[Box, Box]:
    """Return the window with its surroundings, and where it lies in these."""
    edge = _edge(size, shape)
    top, left = max(box.top - edge, 0), max(box.left - edge, 0)
    bottom = min(box.top + box.height + edge, shape[0])
    right = min(box.left + box.width + edge, shape[1])
    inner = Box(box.top - top, box.left - left, box.height, box.width)
    return Box(top, left, bottom - top, right - left), inner


def _fast(films: Image, inner: Box, size: float, shape: tuple[int, ...]) -> Image:
    """Return the window of *films* ``(m, h, w)`` less the mean of what surrounds it."""
    wide = 2 * _edge(size, shape) + 1
    return window(films - uniform_filter(films, (0, wide, wide)), inner)


def _edge(size: float, shape: tuple[int, ...]) -> int:
    """Return how far surroundings reach, in pixels."""
    return int(2 * AROUND * size * min(shape)) + 1
