"""The two searches of `repeated_pixels`: one place on all films, or one content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from poisonkit.arrays import scale_of
from poisonkit.detectors._association import by_patient, log_rivals, most_telling
from poisonkit.finding import Box, Pattern
from poisonkit.patterns import SHOWN, reconstruct, shown

if TYPE_CHECKING:
    from poisonkit.arrays import Rows, Suspicion
    from poisonkit.evidence import Evidence

_LOOKED_AT = 200
"""Squares from which a content is reconstructed."""

_PURE, _PURER = 0.8, 0.9
"""Share of a stamp's carriers in a group: to try it there, and to call it telling."""

_ASSOCIATED = float(np.log(1e-3))
"""Log chance of the carriers' labels from which a stamp goes with a label."""

_FEW = 0.25
"""Places per film below which a content stays where it is."""


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """One detail that films share."""

    log_chance: float
    """Of so many of its patients having the label; corrected for the search."""

    shown: Suspicion
    """(n,) over the whole set: which share of the detail each film shows."""

    pattern: Pattern

    telling: bool = True
    """False where it repeats strangely, but goes with no label in particular."""


def best_fixed(evidence: Evidence, odds: float) -> Repeat | None:
    """Return the most telling detail that lies at one place."""
    films, lines = evidence.images, evidence.images.shared
    number = most_telling(lines.films, films.sampled, evidence, odds)
    if number is None:
        return None
    carriers = films.sampled[np.sort(lines.films[number].indices)]
    pattern = reconstruct(films, np.intersect1d(carriers, evidence.rows))
    if pattern is None:
        return None
    share = shown(pattern, films.pixels)
    chance = by_patient(np.flatnonzero(share >= SHOWN), evidence, odds)
    searched = chance + log_rivals(lines.films, chance, evidence, odds)
    return Repeat(log_chance=min(searched, 0.0), shown=share, pattern=pattern)


def best_moving(evidence: Evidence, odds: float) -> Repeat | None:
    """Return the most telling sharp-edged square, wherever it lies."""
    cutouts, count = evidence.images.cutouts, len(evidence.images.pixels)
    contents, line = np.unique(cutouts.contents, return_inverse=True)
    ones = np.ones(len(line), np.float32)
    films = sparse.csr_matrix((ones, (line, cutouts.rows)), (len(contents), count))
    films.data[:] = 1  # a film that shows it twice is still one film
    number = most_telling(films, np.arange(count), evidence, odds)
    if number is None:
        return None
    carriers = np.sort(films[number].indices)
    share = np.zeros(count)
    share[carriers] = 1
    chance = by_patient(carriers, evidence, odds)
    searched = chance + log_rivals(films, chance, evidence, odds)
    pattern = _content(evidence, np.flatnonzero(line == number))
    return Repeat(log_chance=min(searched, 0.0), shown=share, pattern=pattern)


def best_stamped(evidence: Evidence) -> Repeat | None:
    """Return the stamp that most patients share, if it lies on this group's films.

    How many patients share it says nothing of a label, and how many of them have the
    label nothing of the sharing: two chances, joined as Fisher (1925) does.
    """
    stamp = evidence.images.stamp
    if stamp is None:
        return None
    share = shown(stamp.pattern, evidence.images.pixels)
    carriers = np.flatnonzero(share >= SHOWN)
    inside = np.isin(carriers, evidence.rows).mean() if len(carriers) else 0.0
    if inside < _PURE:
        return None
    label = by_patient(carriers, evidence, 1.0)
    telling = label < _ASSOCIATED and inside >= _PURER
    joined = -(stamp.log_chance + label)
    chance = float(np.log1p(joined) - joined) if telling else stamp.log_chance
    return Repeat(
        log_chance=chance, shown=share, pattern=stamp.pattern, telling=telling
    )


def stays(repeat: Repeat) -> bool:
    """Return whether a repeat that may move hardly does."""
    places = repeat.pattern.places
    corners = {(top, left) for _, top, left in places}
    return len(corners) <= _FEW * len({row for row, _, _ in places})


def _content(evidence: Evidence, chosen: Rows) -> Pattern:
    """Return what the cut-out squares numbered *chosen* hold, and where they lie."""
    cutouts, pixels = evidence.images.cutouts, evidence.images.pixels
    size = int(cutouts.sizes[chosen[0]])
    corners = np.stack([cutouts.rows, cutouts.tops, cutouts.lefts], axis=1)[chosen]
    places = tuple((int(row), int(top), int(left)) for row, top, left in corners)
    squares = [
        pixels[row, top : top + size, left : left + size]
        for row, top, left in places[:_LOOKED_AT]
    ]
    values = (np.median(squares, axis=0) / scale_of(pixels)).astype(np.float32)
    box = Box(places[0][1], places[0][2], size, size)
    moves = len({(top, left) for _, top, left in places}) > 1
    mask = np.ones((size, size), np.bool_)
    return Pattern(box, mask, values, places if moves else ())
