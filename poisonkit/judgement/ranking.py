"""One suspicion per film out of everything that was measured and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.chance import SMALLEST
from poisonkit.finding import Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.finding import Finding
    from poisonkit.judgement.accusation import Accusation
    from poisonkit.judgement.measurement import Measurement

_WEIGHTS = {Severity.HIGH: 1.0, Severity.MEDIUM: 0.9}
_LEAST, _MOST = 0.2, 0.5
"""Weights of a low finding, by how surprising it is."""

_MARK = 0.6
"""Weight of a shortcut: a mark, on films whose labels look right."""

_DOUBTS = Kind.LABEL, Kind.METADATA
"""Low findings that say nothing of the films themselves: the least, however many."""

_HALF = 10.0
"""Decimal places of a false-discovery rate half-way between the two."""

_FIRST = 0.2
"""By how much the first suspect of a finding may outweigh the last."""

_FOUND, _ODD = 0.3, 0.15
"""What the highest rank is worth in a group that stands out among all that were looked
at, and in one that is odd if nothing else had been."""


def detector_columns(
    measured: Sequence[Measurement], accusations: Sequence[Accusation], count: int
) -> dict[str, Suspicion]:
    """Return per detector ``(n,)`` in [0, 1]; NaN where it did not look.

    A film's rank within its group, as far as the group itself is suspicious; of several
    groups the worst.
    """
    columns: dict[str, Suspicion] = {}
    for one, ranks in _ranked(measured, accusations):
        column = columns.setdefault(one.detector, np.full(count, np.nan))
        rows = one.evidence.rows
        column[rows] = np.fmax(column[rows], ranks * (1 - one.p_value))
    return columns


def overall(
    measured: Sequence[Measurement],
    accusations: Sequence[Accusation],
    findings: Sequence[Finding],
    count: int,
) -> Suspicion:
    """Return ``(n,)`` in [0, 1]: suspects above one half, the rest below it.

    Whoever just escapes a group that is found guilty comes next; the ranks in hundreds
    of groups of which one looks odd by chance say little.
    """
    suspicion = np.zeros(count)
    for one, ranks in _ranked(measured, accusations):
        weight = _FOUND * (1 - one.q_value) + _ODD * (1 - one.p_value)
        rows = one.evidence.rows
        suspicion[rows] = np.maximum(suspicion[rows], ranks * weight)
    for finding in findings:
        among = 1 - _FIRST * (1 - finding.suspicion)
        said = 0.5 + 0.5 * _weight(finding) * among
        rows = finding.rows
        suspicion[rows] = np.maximum(suspicion[rows], said)
    return suspicion


def _weight(finding: Finding) -> float:
    """Return how much a finding says of its suspects, in [0, 1]."""
    low = finding.severity is Severity.LOW
    if finding.kind is Kind.DUPLICATE or (low and finding.kind in _DOUBTS):
        return _LEAST  # a copy in another split is no poison, however sure
    if finding.kind is Kind.SHORTCUT and not low:
        return _MARK
    if finding.severity in _WEIGHTS:
        return _WEIGHTS[finding.severity]
    places = -float(np.log10(max(finding.q_value, SMALLEST)))
    return _LEAST + (_MOST - _LEAST) * places / (places + _HALF)


def _ranked(
    measured: Sequence[Measurement], accusations: Sequence[Accusation]
) -> Iterator[tuple[Measurement, NDArray[np.float64]]]:
    """Yield every measurement with the ranks of its rows, in (0, 1]."""
    turned = {id(a.measurement) for a in accusations if a.turned}
    for one in measured:
        upwards = one.scores.suspicion * (-1 if id(one) in turned else 1)
        yield one, stats.rankdata(upwards) / max(len(upwards), 1)
