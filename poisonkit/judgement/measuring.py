"""Every detector on every group, and on pseudo-groups of innocent films."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.chance import SMALLEST
from poisonkit.judgement.likeness import Likeness
from poisonkit.judgement.measurement import Measurement
from poisonkit.verdict import NO_NUMBER, Skip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from poisonkit.detectors.base import Detector
    from poisonkit.evidence import Evidence
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.progress import Advance

_LARGEST = 256
"""Samples in a pseudo-group; of a larger group, as many are compared at a time."""

_DRAWS = 12
_REPEATS = 3
"""Draws from a group that is larger than its pseudo-groups can be."""


def measure(
    bench: Bench, detectors: Mapping[str, Detector], seed: int, advance: Advance
) -> tuple[list[Measurement], list[Skip]]:
    """Return all measurements, and all that was skipped."""
    measured: list[Measurement] = []
    skips: list[Skip] = []
    likeness = Likeness(bench.data)
    for name, detector in detectors.items():
        lacking = bench.lacks(detector.needs)
        if lacking:
            skips.append(Skip(name, "all", lacking))
            advance(len(bench.groups()))
            continue
        for group in bench.groups():
            outcome = _one(bench, likeness, name, detector, group, seed=seed)
            if isinstance(outcome, Skip):
                skips.append(outcome)
            else:
                measured.append(outcome)
            advance()
    return measured, skips


def _one(  # noqa: PLR0913 - who measures what, beside whom
    bench: Bench,
    likeness: Likeness,
    name: str,
    detector: Detector,
    group: Group,
    *,
    seed: int,
) -> Measurement | Skip:
    evidence = bench.evidence(detector.needs, group)
    if len(evidence) < detector.min_samples:
        reason = f"{len(evidence)} samples, {detector.min_samples} needed"
        return Skip(name, str(group), reason)
    scores = detector.score(evidence)
    if not scores.finite:
        return Skip(name, str(group), NO_NUMBER)
    plain = Measurement(
        detector=name,
        code=detector.code,
        evidence=evidence,
        scores=scores,
        supports=detector.supports,
    )
    if scores.p_value is not None:
        return replace(plain, p_value=max(scores.p_value, SMALLEST))
    innocent = bench.innocent(detector.needs, group)
    size = min(len(evidence), len(innocent) // 2, _LARGEST)
    if size < detector.min_samples:
        reason = f"{len(innocent)} innocent samples to compare with, too few"
        return Skip(name, str(group), reason)
    rng = np.random.default_rng([seed, len(name), len(evidence)])
    column = bench.data.label(group.label)
    odds = likeness.odds(column, evidence.rows, innocent.rows)
    null = [_drawn(detector, innocent, size, rng, odds) for _ in range(_DRAWS)]
    own = _own(detector, plain, size, rng)
    if not np.isfinite([*null, own]).all():
        return Skip(name, str(group), NO_NUMBER)
    return _compared(plain, np.log(null), own)


def _own(
    detector: Detector, plain: Measurement, size: int, rng: np.random.Generator
) -> float:
    """Return the group's separation, of as many samples as its pseudo-groups have."""
    if len(plain.evidence) <= size:
        return plain.scores.separation
    draws = [_drawn(detector, plain.evidence, size, rng) for _ in range(_REPEATS)]
    return float(np.median(draws))


def _compared(plain: Measurement, null: NDArray[np.float64], own: float) -> Measurement:
    """Return the measurement beside what its pseudo-groups came to, as logs."""
    excess = float(np.log(max(own, 1e-9)) - null.mean())
    return replace(plain, excess=excess, noise=float(null.std(ddof=1)))


def _drawn(
    detector: Detector,
    evidence: Evidence,
    size: int,
    rng: np.random.Generator,
    odds: NDArray[np.float64] | None = None,
) -> float:
    """Return the separation of *size* samples drawn from *evidence* by *odds*."""
    chosen = np.sort(rng.choice(len(evidence), size, replace=False, p=odds))
    return max(detector.score(evidence.take(chosen)).separation, 1e-9)
