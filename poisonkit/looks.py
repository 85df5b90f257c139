"""Looks at whole films: each film in a few numbers that a faint veil would move.

Every look has few enough numbers for the films there are: what cannot be estimated
cannot be whitened, and drowns what is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from scipy.fft import dct, dctn, rfft2

from poisonkit.arrays import as_images

if TYPE_CHECKING:
    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Image, Pixels

_BATCH = 64
"""Films in memory at a time."""

_COARSEST, _FINEST = 4, 16
"""Waves along a side, of `coarse`, in halves."""

_SKETCHED = 16, 256
_AMPLITUDES = 3, 10
_BLOCK = 8
_SAMPLED = 300
"""Films from which the usual strength of each fine wave is learned."""

_FLOOR = 1e-4
"""Far less than one grey level."""


def coarse(pixels: Pixels) -> Look:
    """Return the cosine coefficients of long waves, the mean left out, ``(n, d)``."""
    side = _waves(pixels)
    down, across = (_cosines(length, side) for length in pixels.shape[1:])
    found = [
        (down @ films @ across.T)[:, :side, :side]
        for films in as_images(pixels, _BATCH)
    ]
    return _joined(found)[:, 1:]


def fine(pixels: Pixels) -> Look:
    """Return a sketch of all shorter waves, ``(n, d)``.

    Each wave is measured in its usual strength, and those of a bin are added up with
    random signs: a count sketch (Charikar et al. 2002), which keeps lengths and angles
    about as they are.  A film that is sharper than others is not more suspicious: each
    is brought to the same length.
    """
    side, count = _waves(pixels), len(pixels)
    area = int(np.prod(pixels.shape[1:]))
    bins = int(np.clip(count // 9, *_SKETCHED))
    sample = next(as_images(pixels[:: max(1, count // _SAMPLED)], _SAMPLED * 2))
    usual = np.sqrt(np.square(_all_waves(sample)).mean(axis=0))
    signs = 2 * np.random.default_rng(0).integers(2, size=usual.shape) - 1
    signs[:side, :side] = 0
    weights = (signs / (usual + _FLOOR)).astype(np.float32)
    found = []
    for films in as_images(pixels, _BATCH):
        waves = (_all_waves(films) * weights).reshape(len(films), -1)
        length = np.sqrt(np.square(waves).mean(axis=1, keepdims=True))
        padded = np.pad(waves / (length + _FLOOR), ((0, 0), (0, -area % bins)))
        found.append(padded.reshape(len(films), -1, bins).sum(axis=1))
    return _joined(found)


def amplitudes(pixels: Pixels) -> Look:
    """Return log amplitudes of long waves, wherever their crests lie, ``(n, d)``."""
    most = min(pixels.shape[1:]) // 2
    reach = min(int(np.clip(_root(pixels, 37), *_AMPLITUDES)), max(most, 1))
    rows = np.arange(1 - reach, reach)
    floor = 1e-3 * pixels.shape[1]
    found = [
        np.log(np.abs(rfft2(films)[:, rows, :reach]) + floor)
        for films in as_images(pixels, _BATCH)
    ]
    # Row 0 of the first column is the mean: it says how bright a film is, no more.
    return np.delete(_joined(found), (reach - 1) * reach, axis=1)


def grain(pixels: Pixels) -> Look:
    """Return log strengths of the cosine waves within small blocks, ``(n, d)``."""
    height, width = pixels.shape[1:]
    side = min(_BLOCK, height, width)
    down, across = height // side, width // side
    found = []
    for films in as_images(pixels, _BATCH):
        whole = films[:, : down * side, : across * side]
        blocks = whole.reshape(-1, down, side, across, side).swapaxes(2, 3)
        waves = dctn(blocks, axes=(3, 4), norm="ortho")
        found.append(0.5 * np.log(np.square(waves).mean(axis=(1, 2)) + 1e-5))
    return _joined(found)[:, 1:]


def _waves(pixels: Pixels) -> int:
    """Return how many long waves a side there are numbers enough for."""
    wanted = max(_COARSEST, min(_root(pixels, 12), _FINEST))
    height, width = pixels.shape[1:]
    return int(max(1, min(wanted, height // 2, width // 2)))


def _root(pixels: Pixels, share: int) -> int:
    return int(np.sqrt(len(pixels) / share))


def _cosines(length: int, count: int) -> Image:
    """Return the *count* longest cosine waves, ``(count, length)``."""
    waves = dct(np.eye(length, dtype=np.float32), axis=0, norm="ortho")
    return cast("Image", waves[:count])


def _all_waves(films: Image) -> Image:
    return cast("Image", dctn(films, axes=(1, 2), norm="ortho"))


def _joined(found: list[Any]) -> Look:
    """Return all films' numbers, one row a film."""
    rows = [films.reshape(len(films), -1) for films in found]
    return np.concatenate(rows).astype(np.float32)
