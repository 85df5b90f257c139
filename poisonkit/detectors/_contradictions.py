"""Labels that cannot all be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.detectors._combinations import diseases, nothing_label
from poisonkit.finding import EVERYTHING, Group, Kind, Severity
from poisonkit.observation import Observation

if TYPE_CHECKING:
    from poisonkit.copies import Copies
    from poisonkit.labeltable import LabelTable

_MANY = 5
"""Films, or pairs of them, from which a contradiction is more than a slip."""

_NAMED = 3


def impossible(table: LabelTable) -> list[Observation]:
    """Return the films that are said to have nothing, and something."""
    place = nothing_label(table.names)
    if place is None:
        return []
    something = (table.labels[:, diseases(table.names)] == 1).any(axis=1)
    rows = np.flatnonzero((table.labels[:, place] == 1) & something)
    if not len(rows):
        return []
    name = table.names[place]
    return [
        Observation(
            kind=Kind.LABEL,
            group=Group(name, present=True),
            rows=rows,
            suspicion=np.ones(len(rows)),
            separation=float(len(rows)),
            p_value=0.0,
            gravest=_gravity(len(rows)),
            why=f"{len(rows)} films are said to have {name}, and a finding",
        )
    ]


def two_faced(table: LabelTable, copies: Copies) -> list[Observation]:
    """Return the pairs that show one film and bear different labels.

    The two may be one patient's consecutive films, which are rarely so much alike.
    """
    one, two = table.labels[copies.first], table.labels[copies.second]
    differ = (one >= 0) & (two >= 0) & (one != two)
    pairs = differ.any(axis=1)
    if not pairs.any():
        return []
    both = [copies.first[pairs], copies.second[pairs]]
    likeness = np.zeros(len(table.labels))
    for side in both:
        np.maximum.at(likeness, side, copies.likeness[pairs])
    rows = np.unique(np.concatenate(both))
    order = np.argsort(-likeness[rows], kind="stable")
    often = np.argsort(-differ.sum(axis=0), kind="stable")[:_NAMED]
    names = [
        f"{table.names[k]} ({differ[:, k].sum()})" for k in often if differ[:, k].any()
    ]
    return [
        Observation(
            kind=Kind.LABEL,
            group=EVERYTHING,
            rows=rows[order],
            suspicion=likeness[rows][order],
            separation=float(pairs.sum()),
            p_value=0.0,
            gravest=_gravity(int(pairs.sum())),
            why=(
                f"{int(pairs.sum())} of {len(copies)} pairs of films that are alike to "
                f"the eye bear different labels, most often {', '.join(names)}"
            ),
        )
    ]


def _gravity(count: int) -> Severity:
    return Severity.MEDIUM if count >= _MANY else Severity.LOW
