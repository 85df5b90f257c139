"""Kinds of film that no label was needed to tell, and what they say of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.chance import p_value_of
from poisonkit.detectors._stamped import stamped
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.evidence import Evidence


_LEAST = 1e-9
"""A carrier's score: zero would say that it is none."""


def kinds_in(evidence: Evidence) -> Iterator[Scores]:
    """Yield what each kind of film says of the group, if its films are in it."""
    looks = evidence.index.looks
    for kind, veil in zip(looks.kinds, looks.veils, strict=True):
        said = stamped(evidence, np.flatnonzero(kind.carriers), kind.log_chance)
        if said is None:
            continue
        chance, telling = said
        yield Scores(
            suspicion=kind.scores[evidence.rows],
            separation=-chance / np.log(10),
            p_value=p_value_of(chance),
            shown=np.where(kind.carriers, np.maximum(kind.scores, _LEAST), 0.0),
            pattern=veil,
            telling=telling,
        )
