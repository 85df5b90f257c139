"""The searches of `repeated_pixels` for what lies at one place on all films."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.detectors._association import (
    Repeat,
    by_patient,
    log_rivals,
    most_telling,
)
from poisonkit.detectors._stamped import stamped
from poisonkit.patterns import SHOWN, reconstruct, shown

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.stamps import Stamp

_HOPELESS = -3.0
"""Log chance of one pixel's carriers above which all that they share is no surprise."""


def best_fixed(evidence: Evidence, odds: float) -> Repeat | None:
    """Return the most telling detail that lies at one place."""
    films, lines = evidence.images, evidence.index.shared
    number = most_telling(lines.films, films.sampled, evidence, odds)
    if number is None:
        return None
    carriers = films.sampled[np.sort(lines.films[number].indices)]
    if by_patient(carriers, evidence, odds) > _HOPELESS:
        return None
    pattern = reconstruct(films, np.intersect1d(carriers, evidence.rows))
    if pattern is None:
        return None
    share = shown(pattern, films.pixels)
    chance = by_patient(np.flatnonzero(share >= SHOWN), evidence, odds)
    searched = chance + log_rivals(lines.films, chance, evidence, odds)
    return Repeat(log_chance=min(searched, 0.0), shown=share, pattern=pattern)


def best_stamped(evidence: Evidence) -> Repeat | None:
    """Return the stamp that most patients share, if it lies on this group's films."""
    found = [_stamped(evidence, stamp) for stamp in evidence.index.stamps]
    repeats = [repeat for repeat in found if repeat]
    return min(repeats, key=lambda repeat: repeat.log_chance, default=None)


def _stamped(evidence: Evidence, stamp: Stamp) -> Repeat | None:
    """Return what *stamp* says of the group, if it lies on its films."""
    said = stamped(evidence, np.flatnonzero(stamp.shown >= SHOWN), stamp.log_chance)
    if said is None:
        return None
    chance, telling = said
    return Repeat(
        log_chance=chance, shown=stamp.shown, pattern=stamp.pattern, telling=telling
    )
