"""Detectors of whole sets: asked once, and each observation judged by itself.

Their observations concern films that need not share a label, so they are not merged
with accusations, which do; and their chances are corrected among themselves, so that a
detector with many columns to look at does not silence the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.chance import SMALLEST, q_values
from poisonkit.finding import Finding, Testimony
from poisonkit.verdict import NO_NUMBER, Skip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poisonkit.arrays import Suspicion
    from poisonkit.detectors.base import Detector
    from poisonkit.judgement.bench import Bench
    from poisonkit.observation import Observation
    from poisonkit.progress import Advance
    from poisonkit.scores import Scores


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    """What one detector said of the whole set."""

    detector: str
    suspicion: Suspicion
    """(n,) in [0, 1]."""

    observations: tuple[Observation, ...]
    testimonies: tuple[Testimony, ...]
    """One for each observation."""

    def findings(self, alpha: float) -> list[Finding]:
        """Return what is surprising enough, or a fact."""
        pairs = zip(self.observations, self.testimonies, strict=True)
        return [_finding(one, said) for one, said in pairs if said.q_value <= alpha]


def survey(
    bench: Bench, detectors: Mapping[str, Detector], advance: Advance
) -> tuple[list[Surveyed], list[Skip]]:
    """Ask each of *detectors* of the whole set; return also what was skipped."""
    done: list[Surveyed] = []
    skips: list[Skip] = []
    for name, detector in detectors.items():
        lacking = bench.lacks(detector.needs) or _too_few(bench, detector)
        if lacking:
            skips.append(Skip(name, "all", lacking))
        else:
            scores = detector.score(bench.everything(detector.needs))
            skips += _told(name, scores.left_out)
            if scores.finite:
                done.append(_surveyed(name, detector.code, scores))
            else:
                skips.append(Skip(name, "all", NO_NUMBER))
        advance()
    return done, skips


def _told(name: str, left_out: Sequence[tuple[str, str]]) -> list[Skip]:
    """Return one skip for each reason, with all that it concerns."""
    reasons = dict.fromkeys(reason for _, reason in left_out)
    concerned = {r: [what for what, why in left_out if why == r] for r in reasons}
    return [Skip(name, ", ".join(concerned[reason]), reason) for reason in reasons]


def _too_few(bench: Bench, detector: Detector) -> str | None:
    if len(bench.data) >= detector.min_samples:
        return None
    return f"{len(bench.data)} samples, {detector.min_samples} needed"


def _surveyed(name: str, code: str, scores: Scores) -> Surveyed:
    chances = np.array([one.p_value for one in scores.observations])
    rates = np.zeros(len(chances))  # a fact lends nothing to what is only unlikely
    rates[chances > 0] = q_values(chances[chances > 0])
    testimonies = tuple(
        Testimony(
            detector=name,
            code=code,
            group=one.group,
            separation=one.separation,
            p_value=max(float(p), SMALLEST),
            q_value=max(float(q), SMALLEST),
        )
        for one, p, q in zip(scores.observations, chances, rates, strict=True)
    )
    return Surveyed(
        detector=name,
        suspicion=scores.suspicion,
        observations=scores.observations,
        testimonies=testimonies,
    )


def _finding(one: Observation, said: Testimony) -> Finding:
    return Finding(
        id="",
        code=said.code,
        kind=one.kind,
        severity=one.gravest,
        group=one.group,
        rows=one.rows,
        suspicion=one.suspicion,
        testimonies=(said,),
        notes=(one.why,),
        subject=one.subject,
    )
