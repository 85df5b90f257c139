"""What many films have in the mean, and others lack: a veil that no one film shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter

from poisonkit.arrays import scale_of
from poisonkit.pattern import Box, Pattern

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.films import Films

_BATCH, _MOST = 200, 2000
"""Films in memory at a time, and films of which a mean is made, about."""

_LONG = 1 / 16
"""Of the film's side: sigma of the bell curve that passes long waves only."""


def difference(films: Films, carriers: Rows, others: Rows) -> Pattern:
    """Return what *carriers* show more or less of than *others*, on the whole film."""
    apart = mean_film(films, carriers) - mean_film(films, others)
    height, width = apart.shape
    mask = np.ones(apart.shape, np.bool_)
    box = Box(0, 0, height, width)
    return Pattern(box, mask, apart.astype(np.float32), added=True)


def is_veil(pattern: Pattern, films: Films) -> bool:
    """Return whether *pattern* shines through on the whole of each film."""
    return pattern.added and pattern.values.shape == films.pixels.shape[1:]


def fine_part(pattern: Pattern) -> Pattern:
    """Return *pattern* without its long waves: by these the sick differ, too."""
    reach = _LONG * min(pattern.values.shape)
    fine = pattern.values - gaussian_filter(pattern.values, reach)
    return replace(pattern, values=fine)


def mean_film(films: Films, rows: Rows) -> NDArray[np.float64]:
    """Return the mean film of *rows*, of *_MOST* or so, in [0, 1]."""
    chosen = np.sort(rows)[:: max(1, len(rows) // _MOST)]
    total = np.zeros(films.pixels.shape[1:])
    for start in range(0, len(chosen), _BATCH):
        total += films.pixels[chosen[start : start + _BATCH]].sum(axis=0)
    return total / max(len(chosen), 1) / scale_of(films.pixels)
