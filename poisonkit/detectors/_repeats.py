"""The two searches of `repeated_pixels`: one place on all films, or one content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from poisonkit.arrays import scale_of
from poisonkit.chance import log_chance_of_share
from poisonkit.finding import Box, Pattern
from poisonkit.patterns import SHOWN, reconstruct, shown

if TYPE_CHECKING:
    from poisonkit.arrays import Rows, Suspicion
    from poisonkit.evidence import Evidence

_SHORTLIST = 300
"""Lines worth counting by patients, chosen by films."""

_LOOKED_AT = 200
"""Squares from which a content is reconstructed."""

_MAJORITY = 0.5

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


def best_fixed(evidence: Evidence, odds: float) -> Repeat | None:
    """Return the most telling detail that lies at one place."""
    films, lines = evidence.images, evidence.images.shared
    number = _most_telling(lines.films, films.sampled, evidence, odds)
    if number is None:
        return None
    carriers = films.sampled[np.sort(lines.films[number].indices)]
    pattern = reconstruct(films, np.intersect1d(carriers, evidence.rows))
    if pattern is None:
        return None
    share = shown(pattern, films.pixels)
    chance = _by_patient(np.flatnonzero(share >= SHOWN), evidence, odds)
    searched = chance + np.log(lines.films.shape[0])
    return Repeat(log_chance=min(searched, 0.0), shown=share, pattern=pattern)


def best_moving(evidence: Evidence, odds: float) -> Repeat | None:
    """Return the most telling sharp-edged square, wherever it lies."""
    cutouts, count = evidence.images.cutouts, len(evidence.images.pixels)
    contents, line = np.unique(cutouts.contents, return_inverse=True)
    ones = np.ones(len(line), np.float32)
    films = sparse.csr_matrix((ones, (line, cutouts.rows)), (len(contents), count))
    films.data[:] = 1  # a film that shows it twice is still one film
    number = _most_telling(films, np.arange(count), evidence, odds)
    if number is None:
        return None
    carriers = np.sort(films[number].indices)
    share = np.zeros(count)
    share[carriers] = 1
    searched = _by_patient(carriers, evidence, odds) + np.log(len(contents))
    pattern = _content(evidence, np.flatnonzero(line == number))
    return Repeat(log_chance=min(searched, 0.0), shown=share, pattern=pattern)


def stays(repeat: Repeat) -> bool:
    """Return whether a repeat that may move hardly does."""
    places = repeat.pattern.places
    corners = {(top, left) for _, top, left in places}
    return len(corners) <= _FEW * len({row for row, _, _ in places})


def _most_telling(
    films: sparse.csr_matrix, rows: Rows, evidence: Evidence, odds: float
) -> int | None:
    """Return the line of *films* ``(k, len(rows))`` that most points at the group."""
    if not films.shape[0]:
        return None
    inside = np.isin(rows, evidence.rows).astype(np.float32)
    known = inside + np.isin(rows, evidence.others)
    hits, trials = films @ inside, films @ known
    base = _base(evidence)
    chances = log_chance_of_share(hits.astype(int), trials.astype(int), base, odds)
    shortlist = np.argsort(chances, kind="stable")[:_SHORTLIST]
    counted = [_by_patient(rows[films[k].indices], evidence, odds) for k in shortlist]
    return int(shortlist[int(np.argmin(counted))])


def _base(evidence: Evidence) -> float:
    return len(evidence) / max(len(evidence) + len(evidence.others), 1)


def _by_patient(carriers: Rows, evidence: Evidence, odds: float) -> float:
    """Return the log chance of the carriers' labels; a patient counts once."""
    inside = np.isin(carriers, evidence.rows)
    known = inside | np.isin(carriers, evidence.others)
    if not known.any():
        return 0.0
    patients = evidence.images.patients[carriers[known]]
    number = np.unique(patients, return_inverse=True)[1]
    share = np.bincount(number, inside[known]) / np.bincount(number)
    hits, trials = np.array([(share >= _MAJORITY).sum()]), np.array([len(share)])
    return float(log_chance_of_share(hits, trials, _base(evidence), odds)[0])


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
    return Pattern(box, np.ones((size, size), np.bool_), values, places)
