"""Films that are the same film: a hash proposes pairs, correlation decides.

Every film is shrunk to 32 x 32 cells, whatever its depth, and only what lies between
fine and coarse is kept: so neither brightness nor contrast nor noise counts, and films
of different people do not resemble each other for being chests.  The hash is a row of
signs of chance projections; a pair is tried if a band of them agrees: Charikar (2002),
"Similarity estimation techniques from rounding algorithms".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from scipy.ndimage import gaussian_filter

from poisonkit.arrays import as_images
from poisonkit.shrinking import shrunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels, Rows

    Vectors = NDArray[np.float32]

SAME = 0.96
"""Correlation from which two films are one; of ten million pairs of different patients'
real films the likest two reach 0.93."""

_SIDE = 32
_FINE, _COARSE = 0.5, 3.0
"""Cells: the widths between which details count."""

_LOUD = 2.0
"""Standard deviations beyond which a detail says no more."""

_TINY = 1e-12
_BANDS, _BITS = 24, 14
_FLAT = 1e-3
"""Share of full scale below which what varies on a film is nothing."""


@dataclass(frozen=True, kw_only=True)
class Copies:
    """Pairs of rows that show one film; all ``(p,)``, the first row the smaller."""

    first: Rows
    second: Rows
    likeness: NDArray[np.float64]
    """Correlation."""

    blank: Rows
    """Films on which there is nothing to compare."""

    def __len__(self) -> int:
        return len(self.first)

    def take(self, some: NDArray[np.bool_]) -> Copies:
        """Return some of the pairs."""
        return replace(
            self,
            first=self.first[some],
            second=self.second[some],
            likeness=self.likeness[some],
        )


def find_copies(images: Pixels) -> Copies:
    """Return the pairs of *images* ``(n, h, w)`` that are one film."""
    vectors, sound = _details(images)
    rows = np.flatnonzero(sound)
    known, home = np.unique(vectors[rows], axis=0, return_inverse=True)
    home = home.reshape(-1)
    pairs = np.concatenate([_alike(known), np.empty((0, 2), np.int64)])
    # Of equal films one stands for all, and each is a pair with it.
    first = np.full(len(known), len(images))
    np.minimum.at(first, home, rows)
    double = rows != first[home]
    both = np.concatenate(
        [first[pairs], np.stack([first[home[double]], rows[double]], axis=1)]
    )
    both = np.sort(both, axis=1)
    likeness = np.einsum("pd,pd->p", vectors[both[:, 0]], vectors[both[:, 1]])
    order = np.lexsort((both[:, 1], both[:, 0]))
    return Copies(
        first=both[order, 0],
        second=both[order, 1],
        likeness=np.minimum(likeness[order].astype(np.float64), 1.0),
        blank=np.flatnonzero(~sound),
    )


def _details(images: Pixels) -> tuple[Vectors, NDArray[np.bool_]]:
    """Return unit vectors ``(n, 1024)`` of middling detail, and where there is any."""
    vectors = np.concatenate([_band(films) for films in as_images(images)])
    vectors -= vectors.mean(axis=1, keepdims=True)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    sound = length[:, 0] > _FLAT
    # Clipped, so that a small bright mark does not speak louder than the film.
    usual = length / np.sqrt(vectors.shape[1])
    vectors = np.clip(vectors, -_LOUD * usual, _LOUD * usual)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(length, _TINY)).astype(np.float32), sound


def _band(films: NDArray[np.float32]) -> Vectors:
    """Return the details of *films* ``(m, h, w)`` on a grid of cells, flat."""
    cells = shrunk(films, _SIDE)
    fine = gaussian_filter(cells, (0, _FINE, _FINE))
    return cast(
        "Vectors", fine - gaussian_filter(cells, (0, _COARSE, _COARSE))
    ).reshape(len(films), -1)


def _alike(vectors: Vectors) -> NDArray[np.int64]:
    """Return the pairs of different *vectors* that are alike enough, ``(p, 2)``."""
    if len(vectors) < 2:  # noqa: PLR2004 - a pair is two
        return np.empty((0, 2), np.int64)
    found = [_close(vectors, bucket) for bucket in _buckets(vectors)]
    return np.unique(np.concatenate([np.empty((0, 2), np.int64), *found]), axis=0)


def _buckets(vectors: Vectors) -> Iterator[Rows]:
    """Yield sets of vectors that agree on a whole band of signs."""
    rng = np.random.default_rng(0)
    centred = vectors - vectors.mean(axis=0)
    for _ in range(_BANDS):
        axes = rng.normal(size=(vectors.shape[1], _BITS)).astype(np.float32)
        words = (centred @ axes > 0) @ (1 << np.arange(_BITS))
        order = np.argsort(words, kind="stable")
        cuts = np.flatnonzero(np.diff(words[order])) + 1
        yield from (part for part in np.split(order, cuts) if len(part) > 1)


def _close(vectors: Vectors, bucket: Rows) -> NDArray[np.int64]:
    likeness = vectors[bucket] @ vectors[bucket].T
    one, other = np.nonzero(np.triu(likeness >= SAME, 1))
    return np.sort(np.stack([bucket[one], bucket[other]], axis=1), axis=1)
