"""Every detector on every group, and how surprising each measurement is.

A group's separation is compared with that of pseudo-groups of the same size, drawn from
innocent films.  But innocent groups are no random draws: films that share a disease
share a posture and a ward.  How far groups lie from their null in general is seen
across the labels, most of which are innocent, and counts as spread too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.chance import SMALLEST, q_values
from poisonkit.finding import Skip, Testimony

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poisonkit.detectors.base import Detector
    from poisonkit.evidence import Evidence
    from poisonkit.finding import Group, Scores
    from poisonkit.judgement.bench import Bench
    from poisonkit.progress import Advance

_LARGEST = 256
"""Samples in a pseudo-group; of a larger group, as many are compared at a time."""

_DRAWS = 12
_REPEATS = 3
"""Draws from a group that is larger than its pseudo-groups can be."""

_NATURAL = 0.15
"""Least spread, as a log ratio, of innocent groups around their null; on the real films
that were looked at it lies between 0.04 and 0.13 for explanations."""

_ENOUGH_LABELS = 5
"""Groups from which the labels' own spread can be told."""


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """What one detector measured on one group."""

    detector: str
    code: str
    evidence: Evidence
    scores: Scores
    excess: float = 0.0
    """log of separation over that of pseudo-groups."""

    supports: bool = False
    """True where it joins what others found, but starts no finding."""

    noise: float = 0.0
    """Spread of the pseudo-groups, as a log ratio."""

    p_value: float = 1.0
    q_value: float = 1.0

    def testimony(self) -> Testimony:
        """Return this as a line of a finding."""
        return Testimony(
            detector=self.detector,
            code=self.code,
            group=self.evidence.group,
            separation=self.scores.separation,
            p_value=self.p_value,
            q_value=self.q_value,
        )


def measure(
    bench: Bench, detectors: Mapping[str, Detector], seed: int, advance: Advance
) -> tuple[list[Measurement], list[Skip]]:
    """Return all measurements with their p- and q-values, and all that was skipped."""
    measured: list[Measurement] = []
    skips: list[Skip] = []
    for name, detector in detectors.items():
        lacking = bench.lacks(detector.needs)
        if lacking:
            skips.append(Skip(name, "all", lacking))
            advance(len(bench.groups()))
            continue
        for group in bench.groups():
            outcome = _one(bench, name, detector, group, seed)
            if isinstance(outcome, Skip):
                skips.append(outcome)
            else:
                measured.append(outcome)
            advance()
    return _with_chances(measured), skips


def _one(
    bench: Bench, name: str, detector: Detector, group: Group, seed: int
) -> Measurement | Skip:
    evidence = bench.evidence(detector.needs, group)
    if len(evidence) < detector.min_samples:
        reason = f"{len(evidence)} samples, {detector.min_samples} needed"
        return Skip(name, str(group), reason)
    scores = detector.score(evidence)
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
    null = np.log([_drawn(detector, innocent, size, rng) for _ in range(_DRAWS)])
    own = scores.separation
    if len(evidence) > size:
        draws = [_drawn(detector, evidence, size, rng) for _ in range(_REPEATS)]
        own = float(np.median(draws))
    excess = float(np.log(max(own, 1e-9)) - null.mean())
    return replace(plain, excess=excess, noise=float(null.std(ddof=1)))


def _drawn(
    detector: Detector, evidence: Evidence, size: int, rng: np.random.Generator
) -> float:
    """Return the separation of *size* samples drawn from *evidence*."""
    chosen = np.sort(rng.choice(len(evidence), size, replace=False))
    return max(detector.score(evidence.take(chosen)).separation, 1e-9)


def _with_chances(measured: Sequence[Measurement]) -> list[Measurement]:
    """Return the measurements with p-values where still open, and q-values."""
    known = [
        m if m.scores.p_value is not None else replace(m, p_value=_chance(m, measured))
        for m in measured
    ]
    qs = q_values(np.array([m.p_value for m in known])) if known else ()
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
        centre = float(np.median(alike))
        spread = 1.4826 * float(np.median(np.abs(alike - centre)))
    wide = float(np.hypot(one.noise, max(spread, _NATURAL)))
    return max(float(stats.norm.sf((one.excess - centre) / wide)), SMALLEST)
