"""The search for a veil: what part of a group carries over its whole films."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from poisonkit.chance import p_value_of
from poisonkit.detectors._association import by_patient
from poisonkit.detectors.base import Detector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.matched import folds_of, matched
from poisonkit.modes import one_each, two_kinds
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Mask, Suspicion
    from poisonkit.evidence import Evidence

PURE = 0.6
"""Share of the carriers with the label from which the pattern tells of it."""

_FEWEST = 5
"""Patients that carry it: fewer may be chance."""

_ALONE, _FALLS = 2.0, float(np.log(0.01))
"""Spreads between two parts of one kind, and the log chance from which a group is of
two kinds."""

_MOST = 4000
"""Innocent films that are asked how they vary."""


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


@dataclass(frozen=True, kw_only=True)
class VeilDetector(Detector):
    """A detector that looks for two kinds of film, one of which goes with a label."""

    needs: ClassVar[frozenset[Need]] = frozenset({Need.IMAGES})

    apart: float = 3.0
    """Spreads between the two kinds of film that an innocent group may fall in."""

    odds: float = 4.0
    """Odds ratio with the label that an innocent pattern may have."""

    def __post_init__(self) -> None:
        """Refuse what would call every difference suspicious."""
        if self.apart <= 0:
            raise BadParameterError(f"apart must be above 0, got {self.apart}")
        if self.odds < 1:
            raise BadParameterError(f"odds must be 1 or more, got {self.odds}")


def search(
    evidence: Evidence, looks: Iterable[Look], apart: float, odds: float
) -> Veil | None:
    """Return the clearest veil, the chance corrected for all *looks*.

    Only poison that adds a finding is looked for: what erases one is a small part of
    the many films without it, and too little sets it off.
    """
    if not evidence.group.present or not len(evidence.others):
        return None
    veils = [_seen(evidence, look, apart, odds) for look in looks]
    if not veils:
        return None
    number = min(range(len(veils)), key=lambda k: veils[k].log_chance)
    best = veils[number]
    paid = min(best.log_chance + float(np.log(len(veils))), 0.0)
    return Veil(best.scores, best.suspects, paid, best.pure, number)


def scores_of(veil: Veil | None, count: int) -> Scores:
    """Return *veil* as a measurement of *count* films."""
    if veil is None:
        return Scores(suspicion=np.zeros(count), separation=0.0, p_value=1.0)
    return Scores(
        suspicion=veil.scores,
        separation=-veil.log_chance / np.log(10),
        p_value=p_value_of(veil.log_chance),
        suspects=veil.suspects,
        telling=veil.pure,
    )


def _seen(evidence: Evidence, look: Look, apart: float, odds: float) -> Veil:
    """Return what *look* shows: two kinds of film, one of which goes with the label.

    Either alone may be innocent, so the chance is the larger of the two.
    """
    patients = evidence.images.patients
    # In order of the rows: sums must not depend on how the films are arranged.
    order = np.argsort(evidence.rows, kind="stable")
    rows, others = evidence.rows[order], np.sort(evidence.others)
    ranked, rest = matched(look, rows, others, folds_of(patients))
    scores = np.empty_like(ranked)
    scores[order] = ranked
    if np.ptp(scores) == 0:
        return Veil(scores, np.zeros(len(scores), np.bool_), 0.0, pure=False)
    cut, gap = _parted(
        one_each(ranked, patients[rows]),
        one_each(rest[:: _every(rest)], patients[others[:: _every(rest)]]),
        apart,
    )
    suspects = scores >= cut
    if len(np.unique(patients[evidence.rows[suspects]])) < _FEWEST:
        return Veil(scores, suspects, 0.0, pure=False)
    carriers = np.concatenate([evidence.rows[suspects], others[rest >= cut]])
    label = by_patient(carriers, evidence, odds) if len(carriers) else 0.0
    pure = bool(suspects.sum() >= PURE * max(len(carriers), 1))
    return Veil(scores, suspects, min(max(gap, label), 0.0), pure)


def _parted(group: Suspicion, others: Suspicion, apart: float) -> tuple[float, float]:
    """Return where films of two kinds part, and the log chance that nature parts them.

    A group that does not fall in two by itself differs as a whole: a disease, a ward.
    If it does, *others* say how innocent films vary, better than a part of it could.
    """
    modes, chance = two_kinds(group, _ALONE)
    if chance <= _FALLS:
        modes, chance = two_kinds(np.concatenate([group, others]), apart)
    return modes.cut, chance


def _every(others: Suspicion) -> int:
    """Return each how many-th of *others* speaks."""
    return max(1, len(others) // _MOST)
