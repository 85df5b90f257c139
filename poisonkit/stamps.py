"""The same sharp-edged shape on many patients' films: a stamp, whatever its label.

On radiographs hardly two patients share one at the same place: of 4,502 real films
three at most, and the more patients, the fewer they share.  So how many are shared by
two patients, three and so on tells how many should be shared by more; where an overlay
repeats on all films, that tail is long, and one more shape on it is no surprise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from poisonkit.arrays import eight_bit
from poisonkit.contents import content_of
from poisonkit.islands import shape_in
from poisonkit.pattern import Box
from poisonkit.patterns import content, reconstruct, shown_anywhere, window
from poisonkit.sightings import followed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows, Suspicion
    from poisonkit.cutouts import Cutouts
    from poisonkit.films import Films
    from poisonkit.pattern import Pattern

_SMALLEST = 3
"""Side in pixels: smaller shapes happen."""

_TWO = 2
"""Patients who share a shape: the fewest there are."""

_DECAY, _MOVING = 0.3, 0.4
"""Least share of the shapes on k patients' films that k + 1 patients share, at one
place and anywhere: technologists' letters do repeat."""

_SAME = 0.5
"""Share of its patients that makes a shape part of another, or a larger cut of it."""

_SHARES = 2 / 3, 1 / 6, 1 / 6
"""Of the error that is allowed, for each search: the likeliest trigger has the most."""

_NONE = np.zeros(0, np.int64)

_HABIT = 0.5
"""Share of all patients above which a shape is what films of this set look like."""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """One shape that too many patients share."""

    log_chance: float
    pattern: Pattern
    shown: Suspicion
    """(n,): which share of it each film shows."""


def find_stamps(
    films: Films, squares: Cutouts, islands: Cutouts, shapes: Cutouts
) -> tuple[Stamp, ...]:
    """Return what most patients share, if that is strange; three searches, paid for.

    A square at one place, an island at one place, and any of the *shapes* anywhere.
    """
    found = (
        _best(films, squares, moves=False),
        _best(films, islands, moves=False),
        _best(films, shapes, moves=True),
    )
    return tuple(
        replace(stamp, log_chance=stamp.log_chance - float(np.log(share)))
        for stamp, share in zip(found, _SHARES, strict=True)
        if stamp
    )


def _best(films: Films, shapes: Cutouts, *, moves: bool) -> Stamp | None:
    """Return the shape that most share, at one place or, if it *moves*, anywhere."""
    large = shapes.only(np.minimum(shapes.heights, shapes.widths) >= _SMALLEST)
    if not len(large.rows):
        return None
    columns = (large.contents, *(() if moves else (large.tops, large.lefts)))
    keys = np.stack([column.astype(np.uint64) for column in columns], axis=1)
    line = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    whose = _whose(line, films.patients[large.rows])
    counts = np.diff(whose.indptr)
    usual = counts > _HABIT * len(np.unique(films.patients[films.sampled]))
    best = int(np.argmax(np.where(usual, 0, counts)))
    if usual[best]:
        return None
    alike = (whose @ whose[best].T).toarray().ravel() >= _SAME * counts
    rest, shared = counts[~alike & ~usual], int(counts[best])
    chance = _log_chance(rest, shared, _MOVING if moves else _DECAY)
    if chance >= 0:
        return None
    seen = large.only(line == best)
    if moves:
        pattern = followed(content_of(seen, films.pixels), films.pixels, _NONE)
    else:
        pattern = _larger(films, seen)
    share = shown_anywhere(pattern, films.pixels)
    return Stamp(log_chance=chance, pattern=pattern, shown=share)


def _larger(films: Films, seen: Cutouts) -> Pattern:
    """Return all that films with the shape *seen* agree on, or it if that is more."""
    carriers = np.unique(seen.rows)
    whole = reconstruct(films, carriers)
    if whole is not None and whole.mask.sum() >= seen.areas[0]:
        return whole
    place = (seen.tops, seen.lefts, seen.heights, seen.widths)
    box = Box(*(int(numbers[0]) for numbers in place))
    levels = eight_bit(window(films.pixels[carriers[:1]], box))[0]
    return content(films, carriers, box, shape_in(levels, seen.areas[0]))


def _whose(line: Rows, patients: NDArray[np.int64]) -> sparse.csr_matrix:
    """Return which patients share each line, ``(number of lines, patients)``."""
    pairs = np.unique(np.stack([line, patients], axis=1), axis=0)
    return sparse.csr_matrix((np.ones(len(pairs), np.int64), tuple(pairs.T)))


def _log_chance(rest: Rows, shared: int, least: float) -> float:
    """Return the log of how many shapes *shared* by so many patients to expect.

    Where the *rest* are shared by k patients ``(c,)``, each further one leaves a share
    of them: that of a geometric distribution, as likely as can be.
    """
    further = rest[rest >= _TWO] - _TWO
    share = (further.sum() + least) / (further.sum() + len(further) + 1)
    decay = max(float(share), least)
    return float(np.log(len(further) + 1) + (shared - _TWO) * np.log(decay))
