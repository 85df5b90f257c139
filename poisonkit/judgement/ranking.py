"""One suspicion per film out of everything that was measured and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.arrays import Suspicion
    from poisonkit.finding import Finding
    from poisonkit.judgement.accusation import Accusation
    from poisonkit.judgement.measurement import Measurement

_WEIGHTS = {Severity.HIGH: 1.0, Severity.MEDIUM: 0.9, Severity.LOW: 0.5}


def detector_columns(
    measured: Sequence[Measurement], accusations: Sequence[Accusation], count: int
) -> dict[str, Suspicion]:
    """Return per detector ``(n,)`` in [0, 1]; NaN where it did not look.

    A film's rank within its group, as far as the group itself is suspicious; of several
    groups the worst.
    """
    turned = {id(a.measurement) for a in accusations if a.turned}
    columns: dict[str, Suspicion] = {}
    for one in measured:
        column = columns.setdefault(one.detector, np.full(count, np.nan))
        rows = one.evidence.rows
        upwards = one.scores.suspicion * (-1 if id(one) in turned else 1)
        ranks = stats.rankdata(upwards) / max(len(rows), 1)
        said = ranks * (1 - one.p_value)
        column[rows] = np.fmax(column[rows], said)
    return columns


def overall(
    columns: dict[str, Suspicion], findings: Sequence[Finding], count: int
) -> Suspicion:
    """Return ``(n,)`` in [0, 1]: suspects above one half, the rest below it."""
    suspicion = np.zeros(count)
    for column in columns.values():
        suspicion = np.fmax(suspicion, column)
    suspicion *= 0.45
    for finding in findings:
        said = 0.5 + 0.5 * _WEIGHTS[finding.severity] * (0.5 + finding.suspicion / 2)
        rows = finding.rows
        suspicion[rows] = np.maximum(suspicion[rows], said)
    return suspicion
