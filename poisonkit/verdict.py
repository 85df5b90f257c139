"""The outcome of one audit: what was found, and what was not looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poisonkit.arrays import Suspicion
    from poisonkit.finding import Finding, Testimony


NO_NUMBER = "what was measured is no number"
"""Why a group is skipped whose detector divided by zero, or the like."""


@dataclass(frozen=True)
class Skip:
    """A group that was not looked at; a report without its skips would mislead."""

    detector: str
    group: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome of one audit."""

    findings: tuple[Finding, ...]
    skips: tuple[Skip, ...]
    suspicion: Suspicion
    """(n,) in [0, 1]: ranks all samples."""

    columns: Mapping[str, Suspicion] = field(default_factory=dict)
    """Per detector, (n,) in [0, 1]; NaN where it did not look."""

    checked: tuple[Testimony, ...] = ()
    """Every test that was made, found or not."""
