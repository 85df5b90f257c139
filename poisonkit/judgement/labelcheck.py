"""Whether suspects look as having the label they bear, to a fit that never saw them.

A backdoor puts a trigger on films to whose label it was added; a marker or a wire that
goes with a disease lies on films that do have it.  The fit is of films without the
suspects, from textures, out of fold; the pattern is painted over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.arrays import UNKNOWN
from poisonkit.parts import ROUNDING, Part, auroc_and_variance
from poisonkit.planting import remove
from poisonkit.proof import LabelCheck
from poisonkit.textures import out_of_fold

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.parts import Floats
    from poisonkit.pattern import Pattern

_FEWEST = 10
"""Patients on each side, and among the suspects."""

_BY_CHANCE = 0.5
_TOLD = 2.0
"""Sigmas above chance from which a label can be told at all."""


def check_labels(
    bench: Bench, group: Group, suspects: Rows, pattern: Pattern | None
) -> LabelCheck | None:
    """Return how *suspects* compare with their peers; None where nothing can be told.

    Peers have the same label; both are compared with films that lack it.
    """
    column = bench.data.labels[:, bench.data.label(group.label)]
    accused = np.zeros(len(column), np.bool_)
    accused[suspects] = True
    has, lacks = column == int(group.present), column == 1 - int(group.present)
    mine, peers, others = has & accused, has & ~accused, lacks & ~accused
    people = bench.films.patients
    if min(len(np.unique(people[part])) for part in (mine, peers, others)) < _FEWEST:
        return None
    told = _told(bench, group, suspects, pattern)
    (theirs, wide), (own, spread) = (
        auroc_and_variance(_beside(told, some, others, bench)) for some in (peers, mine)
    )
    if theirs - _BY_CHANCE < _TOLD * np.sqrt(wide):
        return None
    below = (theirs - own) / np.sqrt(wide + spread + ROUNDING)
    above = (own - _BY_CHANCE) / np.sqrt(spread + ROUNDING)
    return LabelCheck(
        suspects=own,
        peers=theirs,
        p_wrong=float(stats.norm.sf(below)),
        p_right=float(stats.norm.sf(above)),
        painted=pattern is not None,
    )


def _told(
    bench: Bench, group: Group, suspects: Rows, pattern: Pattern | None
) -> Floats:
    """Return how far every film looks as being on the group's side, ``(n,)``."""
    textures, vectors = bench.index.textures, bench.index.textures.vectors
    if pattern:
        suspects = np.sort(suspects)
        films = remove(pattern, bench.films.pixels[suspects], suspects)
        vectors = vectors.copy()
        vectors[suspects] = textures.same_of(films)
    column = bench.data.label(group.label)
    labels = bench.data.labels[:, [column]].copy()
    labels[suspects] = UNKNOWN
    patients = list(bench.data.patients)
    if bench.reference is not None:
        trusted = textures.same_of(bench.reference.images)
        vectors = np.concatenate([vectors, trusted])
        labels = np.concatenate([labels, bench.reference.labels[:, [column]]])
        patients += bench.reference.patients
    people = np.unique(patients, return_inverse=True)[1]
    told = out_of_fold(vectors, labels, people)[: len(bench.films.pixels), 0]
    return told if group.present else -told


def _beside(told: Floats, some: Mask, others: Mask, bench: Bench) -> Part:
    """Return *some* films beside the *others*."""
    rows = np.flatnonzero(some | others)
    return Part(told=told[rows], has=some[rows], patients=bench.films.patients[rows])
