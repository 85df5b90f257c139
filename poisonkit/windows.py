"""One small window of every film, without what is slow in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

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


@dataclass(frozen=True, kw_only=True)
class Window:
    """A square of every film, and the surroundings it is compared with."""

    box: Box
    around: Box
    """The square with its surroundings, as far as there are any."""

    edge: int
    """How far surroundings reach, in pixels."""

    @classmethod
    def at(cls, place: int, size: float, shape: tuple[int, ...]) -> Self:
        """Return the window for a *size* at a *place* of the grid, on films ``(h, w)``.

        *size* is a share of the film's side, *shape* that of the film.
        """
        wide = min(2 * max(4, round(_REACH * size * min(shape))), *shape)
        edge = int(2 * AROUND * size * min(shape)) + 1
        spans = []
        for number, length in zip(divmod(place, GRID), shape, strict=True):
            middle = round((number + 0.5) * length / GRID)
            first = int(np.clip(middle - wide // 2, 0, length - wide))
            last = first + wide
            spans.append((first, max(first - edge, 0), min(last + edge, length)))
        (top, above, below), (left, before, behind) = spans
        return cls(
            box=Box(top, left, wide, wide),
            around=Box(above, before, below - above, behind - before),
            edge=edge,
        )

    def look(self, pixels: Pixels) -> Look:
        """Return what films ``(n, h, w)`` show in the window, as few numbers."""
        cells = int(np.clip(np.sqrt(len(pixels) / _FILMS_PER_CELL), _FEWEST, _MOST))
        found = []
        for start in range(0, len(pixels), _BATCH):
            part = cast("Pixels", window(pixels[start : start + _BATCH], self.around))
            fast = self._fast(as_image(part))
            found.append(shrunk(fast, min(cells, self.box.height)))
        return np.concatenate(found).reshape(len(pixels), -1)

    def difference(self, films: Films, carriers: Rows, others: Rows) -> Pattern:
        """Return what *carriers* show more or less of than *others* in the window.

        Its level is the surroundings', since sick films are brighter than healthy ones.
        """
        apart = mean_film(films, carriers) - mean_film(films, others)
        near = window(apart[None].astype(np.float32), self.around)[0]
        fast = np.abs(self._fast(near[None])[0])
        strong = fast >= _FAINT * fast.max()
        down, across = (np.flatnonzero(strong.any(axis=k)).tolist() for k in (1, 0))
        mask = strong[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
        top, left = self.box.top + down[0], self.box.left + across[0]
        there = np.s_[
            top - self.around.top : top - self.around.top + mask.shape[0],
            left - self.around.left : left - self.around.left + mask.shape[1],
        ]
        beside = np.ones(near.shape, np.bool_)
        beside[there] = False
        level = np.median(near[beside]) if beside.any() else np.float32(0)
        values = np.where(mask, near[there] - level, 0).astype(np.float32)
        return Pattern(Box(top, left, *mask.shape), mask, values, added=True)

    def _fast(self, films: Image) -> Image:
        """Return the window less the mean around each pixel; *films* are `around`."""
        wide = 2 * self.edge + 1
        inner = Box(
            self.box.top - self.around.top,
            self.box.left - self.around.left,
            self.box.height,
            self.box.width,
        )
        return window(films - uniform_filter(films, (0, wide, wide)), inner)
