"""How likely an innocent group is to be as surprising as what was measured.

A group's separation is compared with that of pseudo-groups of the same size, drawn from
innocent films.  But innocent groups are no random draws: films that share a disease
share a posture and a ward.  How far groups lie from their null in general is seen
across the labels, most of which are innocent, and counts as spread too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.chance import SMALLEST, middle_and_spread, q_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.judgement.measurement import Measurement

_NATURAL = 0.15
"""Least spread, as a log ratio, of innocent groups around their null; on the real films
that were looked at it lies between 0.04 and 0.13 for explanations."""

_ENOUGH_LABELS = 5
"""Groups from which the labels' own spread can be told."""


def with_chances(measured: Sequence[Measurement]) -> list[Measurement]:
    """Return the measurements with p-values where still open, and q-values."""
    known = [
        m if m.scores.p_value is not None else replace(m, p_value=_chance(m, measured))
        for m in measured
    ]
    # What only supports starts no finding: it must not make it harder for what does.
    qs = np.ones(len(known))
    for supports in (False, True):
        family = [k for k, m in enumerate(known) if m.supports is supports]
        if family:
            qs[family] = q_values(np.array([known[k].p_value for k in family]))
    return [replace(m, q_value=float(q)) for m, q in zip(known, qs, strict=True)]


def _chance(one: Measurement, measured: Sequence[Measurement]) -> float:
    """Return how likely an innocent group separates as far as *one* does."""
    present = one.evidence.group.present
    alike = np.array(
        [
            m.excess
            for m in measured
            if m.detector == one.detector and m.evidence.group.present == present
        ]
    )
    centre, spread = 0.0, 0.0
    if len(alike) >= _ENOUGH_LABELS:
        centre, spread = middle_and_spread(alike)
    wide = float(np.hypot(one.noise, max(spread, _NATURAL)))
    return max(float(stats.norm.sf((one.excess - centre) / wide)), SMALLEST)
