"""Where each film stands out of what the others show at the same place.

A disc, a letter that shines through, a soft stain: added to a film they change a place
by more than films differ there, though no two films show the same pixels.  So which
films stand out where is a small index, in which such a trigger is a long line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.ndimage import gaussian_filter

from poisonkit.arrays import as_images
from poisonkit.chance import SIGMA
from poisonkit.shrinking import shrunk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Image, Pixels, Rows

SIZES = 0.01, 0.025
"""Of what is looked for, as shares of the film's side: the width of a bell curve."""

AROUND = 3
"""How many times as wide the surroundings are of which it must stand out."""

GRID = 48
"""Places along a side."""

_SIDE = 96
"""Pixels to which films are made smaller first: nothing finer is looked for."""

_SIGMAS = 2.5, 3.5, 5.0, 8.0
_SAMPLED = 2000
"""Films, about, from which it is learned what is usual."""

_LEAST = 0.3 / 255
_CLIPPED = 3.0


@dataclass(frozen=True, kw_only=True)
class Spots:
    """Which films stand out: a line for each place, size, direction and strength."""

    films: sparse.csr_matrix
    """(k, n), 1 where the film stands out."""

    places: Rows
    """(k,): the place of each line, counted along the rows of a `GRID`."""


def find_spots(pixels: Pixels) -> Spots:
    """Return where films ``(n, h, w)`` stand out."""
    sample = pixels[:: max(1, len(pixels) // _SAMPLED)]
    known = np.concatenate([_contrasts(films) for films in as_images(sample)])
    middle = np.median(known, axis=0)
    spread = SIGMA * np.median(np.abs(known - middle), axis=0) + _LEAST
    blocks = [
        _beyond((_contrasts(films) - middle) / spread) for films in as_images(pixels)
    ]
    lines = sparse.vstack(blocks, "csr").T.tocsr()
    return Spots(films=lines, places=np.arange(lines.shape[0]) % GRID**2)


def _contrasts(films: Image) -> NDArray[np.float32]:
    """Return how much brighter each place is than its surroundings, ``(m, d)``."""
    side = min(_SIDE, *films.shape[1:])
    small = shrunk(films, side)
    found = []
    for size in SIZES:
        near, far = (
            gaussian_filter(small, (0, wide, wide), truncate=2.5)
            for wide in (size * side, AROUND * size * side)
        )
        found.append(shrunk(near - far, GRID).reshape(len(films), -1))
    return np.concatenate(found, axis=1)


def _beyond(sigmas: NDArray[np.float32]) -> sparse.csr_matrix:
    """Return which of *sigmas* ``(m, d)`` are large, by direction and strength.

    A film that is sharper than others stands out no more: each is brought to the same
    strength.
    """
    strength = np.square(np.clip(sigmas, -_CLIPPED, _CLIPPED)).mean(axis=1)
    ranked = sigmas / np.maximum(np.sqrt(strength), 0.5)[:, None]
    return sparse.hstack(
        [
            sparse.csr_matrix(sign * ranked > least, dtype=np.float32)
            for sign in (1, -1)
            for least in _SIGMAS
        ],
        "csr",
    )
