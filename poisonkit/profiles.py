"""Profiles: what lies along whole columns or rows of a film.

A wave that runs along an axis is the same in every row, or in every column; what a film
shows is not.  So its fine structure is averaged over them, each pixel cut off at a few
grey levels: edges would outweigh the faint rest.  What is cut off shows no wave, so the
mean is measured in the share of the film that is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.fft import dct
from scipy.ndimage import gaussian_filter1d

from poisonkit.arrays import as_images

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Pixels

_SHORT, _MOST = 8, 48
"""Waves of a profile that are told apart, fewest and most."""

_FILMS_PER_WAVE = 20
_FINE = 1 / 20
"""Of a side: what is coarser than this does not belong to the fine structure."""

_CLIPPED = 4 / 255
_LEAST = 0.1
"""Added to that share: a film of which nothing is left tells nothing."""


def profiles(pixels: Pixels) -> Look:
    """Return the cosine coefficients of both mean profiles, ``(n, 2 d)``."""
    wanted = int(np.clip(len(pixels) // _FILMS_PER_WAVE, _SHORT, _MOST))
    found = [
        np.hstack([_profile(films, axis)[:, 1 : wanted + 1] for axis in (1, 2)])
        for films in as_images(pixels)
    ]
    return np.concatenate(found).astype(np.float32)


def _profile(films: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Return the cosine coefficients of the mean over *axis*, ``(m, length)``."""
    along = 3 - axis
    wide = films.shape[along] * _FINE
    detail = films - gaussian_filter1d(films, wide, axis=along)
    mean = np.clip(detail, -_CLIPPED, _CLIPPED).mean(axis=axis)
    whole = (np.abs(detail) < _CLIPPED).mean(axis=(1, 2)) + _LEAST
    waves: NDArray[np.float32] = dct(mean / whole[:, None], axis=1, norm="ortho")
    return waves
