"""From a surprising measurement to an accusation: who, and what proves it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.judgement.accusation import Accusation
from poisonkit.judgement.bearers import bearers_of, by_pattern, tried
from poisonkit.judgement.causal import effect
from poisonkit.judgement.lookup import looked_up
from poisonkit.judgement.sides import signs, split
from poisonkit.patterns import reconstruct

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Rows, Suspicion
    from poisonkit.judgement.bench import Bench
    from poisonkit.judgement.causal import Laboratory
    from poisonkit.judgement.measurement import Measurement

_CLEARER = 0.2
"""Difference of causal effects that settles which side is guilty."""


def accuse(
    bench: Bench, laboratory: Laboratory | None, measurement: Measurement
) -> Accusation:
    """Return who is suspected by *measurement*, with all the proof there is."""
    found = _suspected(bench, laboratory, measurement)
    group = measurement.evidence.group
    checks = looked_up(bench, group, found.rows, found.pattern)
    return replace(found, checks=checks)


def _suspected(
    bench: Bench, laboratory: Laboratory | None, measurement: Measurement
) -> Accusation:
    """Return who is suspected, and what their pattern does."""
    scores = measurement.scores
    if scores.shown is not None:  # whatever their labels
        rows = np.flatnonzero(scores.shown)
        return _named(laboratory, measurement, rows, scores.shown[rows])
    if (named := scores.suspects) is not None:
        rows = measurement.evidence.rows[named]
        return _named(laboratory, measurement, rows, scores.suspicion[named])
    if scores.pattern is not None:
        return by_pattern(bench, laboratory, measurement, scores.pattern)
    upper = split(scores.suspicion)
    first = _by_side(bench, laboratory, measurement, upper, turned=False)
    if scores.reversible:
        second = _by_side(bench, laboratory, measurement, ~upper, turned=True)
        first = _guiltier(first, second)
    return bearers_of(bench, laboratory, first)


def _named(
    laboratory: Laboratory | None, measurement: Measurement, rows: Rows, raw: Suspicion
) -> Accusation:
    """Suspect the films in *rows*, those first of which *raw* says most."""
    pattern, order = measurement.scores.pattern, np.argsort(-raw, kind="stable")
    return Accusation(
        measurement=measurement,
        rows=rows[order],
        suspicion=_scaled(raw)[order],
        pattern=pattern,
        causal=tried(laboratory, measurement, pattern, rows[order]),
    )


def _by_side(
    bench: Bench,
    laboratory: Laboratory | None,
    measurement: Measurement,
    side: Mask,
    *,
    turned: bool,
) -> Accusation:
    """Suspect one side of a split group."""
    rows = measurement.evidence.rows[side]
    raw = measurement.scores.suspicion[side] * (-1 if turned else 1)
    order = np.argsort(-raw, kind="stable")
    # The far half of the side: near the cut the two sides mix.
    pattern = reconstruct(bench.films, np.sort(rows[order][: (len(rows) + 1) // 2]))
    return Accusation(
        measurement=measurement,
        rows=rows[order],
        suspicion=_scaled(raw)[order],
        pattern=pattern,
        causal=tried(laboratory, measurement, pattern, rows[order]),
        signs=signs(bench, measurement, side),
        turned=turned,
    )


def _scaled(raw: Suspicion) -> Suspicion:
    """Return *raw* in [0, 1]."""
    scaled: Suspicion = (raw - raw.min()) / max(float(np.ptp(raw)), 1e-12)
    return scaled


def _guiltier(first: Accusation, second: Accusation) -> Accusation:
    """Return the side against which more speaks: its trigger's effect, then signs."""
    gap = effect(first.causal) - effect(second.causal)
    if abs(gap) >= _CLEARER:
        return first if gap > 0 else second
    assert first.signs is not None
    assert second.signs is not None
    return first if first.signs.sum >= second.signs.sum else second
