"""Noiseprints: what films share pixel by pixel, too faint to be seen.

A sensor leaves one noise on all of its films (Lukáš, Fridrich and Goljan, 2006, IEEE
Trans. Inf. Forensics Secur. 1:205), and so does a picture that was mixed in.  The
finest detail of two such films is correlated, over so many pixels that a grey level is
plain; where correlations have their main directions, these films lie apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import eigh
from scipy.ndimage import gaussian_filter

from poisonkit.arrays import as_images
from poisonkit.chance import SIGMA

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Image, Pixels, Rows

_PIXELS, _FILMS = 16_384, 2_000
"""Of which correlations are taken, at most."""

_BLOCK = 64
"""Films in memory at a time."""

_SMOOTH = 1.0
"""Pixels; what is coarser is no noise."""

_CLIPPED = 4 / 255
_STEP = 0.05 / 255
_FLAT = 1e-5
_SHORT, _MOST = 8, 64
"""Directions, fewest and most."""

_FILMS_PER_DIRECTION = 9
_FARTHEST = 12.0
"""Sigmas beyond which a film lies no further: strong veils vary from film to film."""

_TINY = 1e-9


def noiseprints(pixels: Pixels, families: NDArray[np.int64]) -> Look:
    """Return how far each film goes along what many films share, ``(n, d)``, in sigmas.

    Of one family ``(n,)`` are a patient's films, and copies: neither itself nor its
    family tells where a film lies.
    """
    count, area = len(pixels), int(np.prod(pixels.shape[1:]))
    rng = np.random.default_rng(0)
    places = np.sort(rng.choice(area, min(area, _PIXELS), replace=False))
    some = np.arange(0, count, -(-count // _FILMS))
    known = _details(pixels[some], places)
    usual = _usual(known)
    known = _unit(known, *usual)

    def alike(noise: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
        """Return the correlations with the films that are known, of other families."""
        found = noise @ known.T
        found[families[rows][:, None] == families[some]] = 0
        return found

    among = alike(known, some)
    wanted = int(np.clip(len(some) // _FILMS_PER_DIRECTION, _SHORT, _MOST))
    span = [max(len(some) - wanted, 0), len(some) - 1]
    axes = eigh(among, subset_by_index=span)[1]
    found = np.empty((count, axes.shape[1]), np.float32)
    found[some] = among @ axes
    beyond = np.setdiff1d(np.arange(count), some)
    for start in range(0, len(beyond), _BLOCK):
        rows = beyond[start : start + _BLOCK]
        noise = _unit(_details(pixels[rows], places), *usual)
        found[rows] = alike(noise, rows) @ axes
    return _standard(found)


def _details(pixels: Pixels, places: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the finest detail of each film at *places*, ``(n, p)``."""
    found = np.empty((len(pixels), len(places)), np.float32)
    for start, films in zip(
        range(0, len(pixels), _BLOCK), as_images(pixels, _BLOCK), strict=True
    ):
        detail = films - gaussian_filter(films, (0, _SMOOTH, _SMOOTH))
        clipped = np.clip(detail, -_CLIPPED, _CLIPPED).reshape(len(films), -1)
        found[start : start + len(films)] = clipped[:, places]
    return found


def _usual(details: NDArray[np.float32]) -> tuple[Image, Image]:
    """Return the mean and the spread of each place, ``(p,)``."""
    middle = details.mean(axis=0)
    squares = np.einsum("fp,fp->p", details, details) / len(details)
    return middle, np.sqrt(np.maximum(squares - middle**2, 0)) + _STEP


def _unit(
    details: NDArray[np.float32], middle: Image, spread: Image
) -> NDArray[np.float32]:
    """Return *details* ``(n, p)``, in place, as vectors of length one.

    Where a film is flat it is like no other, not like all that lack the mean.
    """
    flat = np.abs(details) < _FLAT
    details -= middle
    details /= spread
    details[flat] = 0
    lengths = np.sqrt(np.einsum("fp,fp->f", details, details))
    details /= np.maximum(lengths, _TINY)[:, None]
    return details


def _standard(found: Look) -> Look:
    """Return each column of *found* ``(n, d)`` in robust sigmas, cut off far out."""
    apart = found - np.median(found, axis=0)
    sigma = SIGMA * np.median(np.abs(apart), axis=0)
    told: Look = np.clip(apart / np.maximum(sigma, _TINY), -_FARTHEST, _FARTHEST)
    return told
