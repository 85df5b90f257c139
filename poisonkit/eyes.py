"""Whether a probe has eyes: what it learned of the canaries planted to try it."""

from __future__ import annotations

from dataclasses import dataclass

LEARNED = 0.85
"""AUROC of stamped against untouched films from which a canary counts as learned.

A trigger that a network had half learned, to an AUROC of 0.84, still showed in nearly
all of its explanations.
"""


@dataclass(frozen=True, kw_only=True)
class CanaryResult:
    """Whether the probe learned one canary."""

    rate: float
    films: int
    auroc: float | None
    learned: bool


def eyes_from(results: tuple[CanaryResult, ...]) -> float | None:
    """Return the rate from which up every canary was learned; None if none was."""
    seen = None
    for result in sorted(results, key=lambda result: -result.rate):
        if not result.learned:
            break
        seen = result.rate
    return seen
