"""Kinds of film that no label was needed to tell, and what they say of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.detectors._stamped import stamped
from poisonkit.differences import difference
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.evidence import Evidence


def kinds_in(evidence: Evidence) -> Iterator[Scores]:
    """Yield what each kind of film says of the group, if its films are in it."""
    for kind in evidence.index.kinds:
        carriers = np.flatnonzero(kind.carriers)
        said = stamped(evidence, carriers, kind.log_chance)
        if said is None:
            continue
        chance, telling = said
        others = np.flatnonzero(~kind.carriers)
        yield Scores(
            suspicion=kind.scores[evidence.rows],
            separation=-chance / np.log(10),
            p_value=float(np.exp(max(chance, -690.0))),
            suspects=kind.carriers[evidence.rows],
            pattern=difference(evidence.images, carriers, others),
            telling=telling,
        )
