"""The search for a veil: two kinds of film in a group, one of which has the label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.chance import middle_and_spread
from poisonkit.detectors._association import by_patient
from poisonkit.matched import folds_of, matched
from poisonkit.modes import one_each, two_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Mask, Suspicion
    from poisonkit.evidence import Evidence

PURE = 0.6
"""Share of the carriers with the label from which the pattern tells of it."""

_FEWEST = 5
"""Patients that carry it: fewer may be chance."""

_VARIES = 1.5
"""Spread of a kind of film, at most, in that of films without the label."""


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A look at all films, and what innocent groups may be like in it."""

    look: Look
    apart: float
    """Spreads between the two kinds of film that they may fall in."""

    bounded: bool = True
    """Whether films of the other side say how widely a kind may vary: a few films of a
    group cannot; where diseases show, they vary more than others."""


@dataclass(frozen=True)
class Veil:
    """What one look shows of a group."""

    scores: Suspicion
    """(n,), of the group."""

    suspects: Mask
    """(n,), of the group."""

    log_chance: float
    pure: bool
    look: int = 0
    """Which of the looks shows it."""


def search(evidence: Evidence, glances: Iterable[Glance], odds: float) -> Veil | None:
    """Return the clearest veil, the chance corrected for all *glances*.

    Only poison that adds a finding is looked for: what erases one is a small part of
    the many films without it, and too little sets it off.
    """
    if not evidence.group.present or not len(evidence.others):
        return None
    veils = [_seen(evidence, glance, odds) for glance in glances]
    if not veils:
        return None
    number = min(range(len(veils)), key=lambda k: veils[k].log_chance)
    best = veils[number]
    paid = min(best.log_chance + float(np.log(len(veils))), 0.0)
    return Veil(best.scores, best.suspects, paid, best.pure, number)


def _seen(evidence: Evidence, glance: Glance, odds: float) -> Veil:
    """Return what a look shows: two kinds of film, one of which goes with the label.

    Either alone may be innocent, so the chance is the larger of the two.
    """
    patients = evidence.images.patients
    # In order of the rows: sums must not depend on how the films are arranged.
    order = np.argsort(evidence.rows, kind="stable")
    rows, others = evidence.rows[order], np.sort(evidence.others)
    ranked, rest = matched(glance.look, rows, others, folds_of(patients))
    scores = np.empty_like(ranked)
    scores[order] = ranked
    if np.ptp(scores) == 0:
        return Veil(scores, np.zeros(len(scores), np.bool_), 0.0, pure=False)
    widest = np.inf
    if glance.bounded:
        widest = _VARIES * middle_and_spread(one_each(rest, patients[others]))[1]
    modes, gap = two_kinds(one_each(ranked, patients[rows]), glance.apart, widest)
    suspects = scores >= modes.cut
    if len(np.unique(patients[evidence.rows[suspects]])) < _FEWEST:
        return Veil(scores, suspects, 0.0, pure=False)
    carriers = np.concatenate([evidence.rows[suspects], others[rest >= modes.cut]])
    label = by_patient(carriers, evidence, odds) if len(carriers) else 0.0
    pure = bool(suspects.sum() >= PURE * max(len(carriers), 1))
    return Veil(scores, suspects, min(max(gap, label), 0.0), pure)
