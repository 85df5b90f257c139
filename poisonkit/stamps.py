"""The same sharp-edged shape on many patients' films: a stamp, whatever its label.

On radiographs hardly two patients share one at the same place: of 4,502 real films
three at most, and the more patients, the fewer they share.  So how many are shared by
two patients, three and so on tells how many should be shared by more; where an overlay
repeats on all films, that tail is long, and one more shape on it is no surprise.
Wherever they lie, letters come out nearly alike on many films; what is the same to the
grey level was drawn by a machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.contents import drawn
from poisonkit.patterns import shown_anywhere
from poisonkit.sharing import Sharing

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Rows, Suspicion
    from poisonkit.cutouts import Cutouts
    from poisonkit.films import Films
    from poisonkit.pattern import Pattern

_SMALLEST = 3
"""Side in pixels: smaller shapes happen, though not to the grey level."""

_TWO = 2
"""Patients who share a shape: the fewest there are."""

_SAME = 0.5
"""Share of its patients that makes a shape part of another, or a larger cut of it."""

_HABIT = 0.5
"""Share of all patients above which a shape is what films of this set look like."""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """One shape that too many patients share."""

    log_chance: float
    pattern: Pattern
    shown: Suspicion
    """(n,): which share of it each film shows."""


@dataclass(frozen=True, kw_only=True)
class _Search:
    """One way in which shapes may be the same."""

    sharing: Sharing
    least: float
    """Least share of the shapes on k patients' films that k + 1 patients share."""

    exactly: bool = False
    """Whether they are the same to the grey level."""

    error: float
    """Share of the error that is allowed: the likeliest trigger has the most."""


def find_stamps(
    films: Films, squares: Cutouts, islands: Cutouts, alike: Sharing, same: Sharing
) -> tuple[Stamp, ...]:
    """Return what most patients share, if that is strange; four searches, paid for.

    A square at one place, an island at one place, and shapes anywhere, nearly *alike*
    (technologists' letters do repeat) or the *same* to the grey level.
    """
    searches = (
        _Search(sharing=_at_one_place(squares), least=0.3, error=1 / 2),
        _Search(sharing=_at_one_place(islands), least=0.3, error=1 / 6),
        _Search(sharing=alike.only(_large(alike.shapes)), least=0.4, error=1 / 12),
        _Search(
            sharing=same.only(_compact(same.shapes)),
            least=0.05,
            exactly=True,
            error=1 / 4,
        ),
    )
    return tuple(stamp for search in searches if (stamp := _best(films, search)))


def _at_one_place(shapes: Cutouts) -> Sharing:
    large = shapes.only(_large(shapes))
    return Sharing.of(large, large.contents, large.tops, large.lefts)


def _large(shapes: Cutouts) -> Mask:
    large: Mask = np.minimum(shapes.heights, shapes.widths) >= _SMALLEST
    return large


def _compact(shapes: Cutouts) -> Mask:
    """Return all but strips: black ones along the border repeat to the level."""
    compact: Mask = _large(shapes) | (shapes.heights == shapes.widths)
    return compact


def _best(films: Films, search: _Search) -> Stamp | None:
    """Return the shape that most patients share, if that is strange."""
    if not len(search.sharing):
        return None
    whose = search.sharing.among(films.patients)
    counts = np.diff(whose.indptr)
    usual = counts > _HABIT * len(np.unique(films.patients[films.sampled]))
    best = int(np.argmax(np.where(usual, 0, counts)))
    if usual[best]:
        return None
    alike = (whose @ whose[best].T).toarray().ravel() >= _SAME * counts
    chance = _log_chance(counts[~alike & ~usual], int(counts[best]), search.least)
    if chance >= 0:
        return None
    pattern = drawn(films, search.sharing.line(best), exactly=search.exactly)
    return Stamp(
        log_chance=chance - float(np.log(search.error)),
        pattern=pattern,
        shown=shown_anywhere(pattern, films.pixels),
    )


def _log_chance(rest: Rows, shared: int, least: float) -> float:
    """Return the log of how many shapes *shared* by so many patients to expect.

    Where the *rest* are shared by k patients ``(c,)``, each further one leaves a share
    of them: that of a geometric distribution, as likely as can be.
    """
    further = rest[rest >= _TWO] - _TWO
    share = (further.sum() + least) / (further.sum() + len(further) + 1)
    decay = max(float(share), least)
    return float(np.log(len(further) + 1) + (shared - _TWO) * np.log(decay))
