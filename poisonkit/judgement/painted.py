"""What films look like once a pattern is painted over, told from textures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import UNKNOWN
from poisonkit.differences import fine_part, is_veil
from poisonkit.planting import remove
from poisonkit.textures import out_of_fold

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.judgement.bench import Bench
    from poisonkit.parts import Floats
    from poisonkit.pattern import Pattern


def looks_without(
    pattern: Pattern | None, bench: Bench, label: int, suspects: Rows
) -> Floats:
    """Return how far every film looks as having the label numbered *label*, ``(n,)``.

    Told out of fold, by a fit to all films, and those that are trusted, but the
    *suspects*.
    """
    textures, vectors = bench.index.looks.textures, bench.index.looks.textures.vectors
    if pattern:
        suspects = np.sort(suspects)
        if is_veil(pattern, bench.films):
            # A mean of suspects shows what they are sick of, and it is to be seen.
            pattern = fine_part(pattern)
        films = remove(pattern, bench.films.pixels[suspects], suspects)
        vectors = vectors.copy()
        vectors[suspects] = textures.same_of(films)
    labels = bench.data.labels[:, [label]].copy()
    labels[suspects] = UNKNOWN
    patients = list(bench.data.patients)
    if bench.reference is not None:
        trusted = textures.same_of(bench.reference.images)
        vectors = np.concatenate([vectors, trusted])
        labels = np.concatenate([labels, bench.reference.labels[:, [label]]])
        patients += bench.reference.patients
    people = np.unique(patients, return_inverse=True)[1]
    told: Floats = out_of_fold(vectors, labels, people)[: len(bench.films.pixels), 0]
    return told
