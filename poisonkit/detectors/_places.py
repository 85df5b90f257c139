"""The search for places at which the films of a group stand out of all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.detectors._association import by_telling
from poisonkit.spots import GRID

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence

_EACH = 3
"""Places that are looked at for each of two questions."""

_APART = 4
"""Cells of the grid between one place and the next."""


def telling_places(evidence: Evidence, odds: float) -> list[int]:
    """Return places of the grid at which films stand out that have the label.

    First by more than *odds* explain: few films, and hardly any other.  Then by more
    than chance does: more films, among others that stand out there, too.
    """
    spots, chosen = evidence.index.spots, list[int]()
    rows = evidence.images.sampled
    for allowed in (odds, 1.0):
        wanted = len(chosen) + _EACH
        for line in by_telling(spots.films, rows, evidence, allowed):
            place = int(spots.places[line])
            if all(_far(place, other) for other in chosen):
                chosen.append(place)
            if len(chosen) == wanted:
                break
    return chosen


def _far(one: int, other: int) -> bool:
    """Return whether two places are no neighbours."""
    (row, column), (down, across) = divmod(one, GRID), divmod(other, GRID)
    return max(abs(row - down), abs(column - across)) >= _APART
