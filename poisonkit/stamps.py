"""The same sharp-edged square at the same place: a stamp, whatever its label.

On radiographs hardly two patients share one: of 4,502 real films three at most, and the
more patients, the fewer squares they share.  So how many squares are shared by two and
by three patients tells how many should be shared by more; where an overlay repeats on
all films, that tail is long, and one more square on it is no surprise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.pattern import Box
from poisonkit.patterns import content, reconstruct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.cutouts import Cutouts
    from poisonkit.films import Films
    from poisonkit.pattern import Pattern

_SMALLEST = 3
"""Side in pixels: smaller squares happen."""

_DECAY = 0.3
"""Least share of the squares on k patients' films that k + 1 patients share."""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """One square that too many patients share."""

    log_chance: float
    pattern: Pattern


def best_stamp(films: Films, cutouts: Cutouts) -> Stamp | None:
    """Return the square at one place that most patients share, if that is strange."""
    large = np.flatnonzero(cutouts.sizes >= _SMALLEST)
    if not len(large):
        return None
    columns = (cutouts.contents, cutouts.tops, cutouts.lefts)
    keys = np.stack([column[large].astype(np.uint64) for column in columns], axis=1)
    line = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    rows = cutouts.rows[large]
    counts = _patients(line, films.patients[rows])
    best = int(np.argmax(counts))
    chance = _log_chance(counts, int(counts[best]))
    if chance >= 0:
        return None
    carriers = np.unique(rows[line == best])
    one = large[np.flatnonzero(line == best)[0]]
    square = Box(
        int(cutouts.tops[one]),
        int(cutouts.lefts[one]),
        int(cutouts.sizes[one]),
        int(cutouts.sizes[one]),
    )
    return Stamp(log_chance=chance, pattern=_larger(films, carriers, square))


def _larger(films: Films, carriers: Rows, square: Box) -> Pattern:
    """Return all that the carriers agree on, or the square if that is more."""
    whole = reconstruct(films, carriers)
    within = content(films, carriers, square)
    if whole is None or whole.mask.sum() < within.mask.sum():
        return within
    return whole


def _patients(line: Rows, patients: NDArray[np.int64]) -> Rows:
    """Return how many patients share each line, ``(number of lines,)``."""
    pairs = np.unique(np.stack([line, patients], axis=1), axis=0)
    return np.bincount(pairs[:, 0])


def _log_chance(counts: Rows, shared: int) -> float:
    """Return the log of how many lines *shared* by so many patients to expect."""
    # What comes near it is the same stamp, cut out a little larger or smaller.
    rest = counts[counts < shared / 2]
    two, three = int((rest >= 2).sum()), int((rest >= 3).sum())  # noqa: PLR2004
    decay = max((three + _DECAY) / (two + 1), _DECAY)
    return float(np.log(two + 1) + (shared - 2) * np.log(decay))
