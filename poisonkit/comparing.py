"""Two audits beside each other: what is new, what is gone, what stayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.auditfile import worst_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.auditrecords import FindingRecord
    from poisonkit.finding import Severity
    from poisonkit.scorefile import Told

_NAMED = 5
"""Films whose suspicion rose most that are named."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One finding in both audits."""

    old: FindingRecord
    new: FindingRecord

    @property
    def graver(self) -> bool:
        """Whether it has become more severe."""
        return not self.old.severity.at_least(self.new.severity)


@dataclass(frozen=True, kw_only=True)
class Rise:
    """One film that is more suspicious than it was."""

    image: str
    old: float
    new: float


@dataclass(frozen=True, kw_only=True)
class Moved:
    """How suspicion moved; films are the same by their names."""

    films: int
    """In both audits."""

    added: int
    removed: int
    mean: float | None
    """Of what the suspicion of the films in both rose by."""

    flagged: tuple[str, ...]
    """Films flagged now and not before, among them those that were added."""

    cleared: tuple[str, ...]
    """Films flagged before and not now, as far as they are still there."""

    risen: tuple[Rise, ...]
    """The films in both that rose most."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What has changed from one audit to another."""

    new: tuple[FindingRecord, ...]
    gone: tuple[FindingRecord, ...]
    same: tuple[Kept, ...]
    moved: Moved

    def worst(self) -> Severity | None:
        """Return the gravest severity that is new, but for what is suppressed."""
        graver = [kept.new for kept in self.same if kept.graver]
        return worst_of((*self.new, *graver))


def matched(
    old: Sequence[FindingRecord], new: Sequence[FindingRecord]
) -> tuple[tuple[Kept, ...], list[FindingRecord], list[FindingRecord]]:
    """Return the findings of both, then those of *old* alone, then of *new* alone."""
    left, kept, fresh = list(old), [], []
    for finding in new:
        alike = [one for one in left if one.fingerprint == finding.fingerprint]
        if alike:
            left.remove(alike[0])
            kept.append(Kept(old=alike[0], new=finding))
        else:
            fresh.append(finding)
    return tuple(kept), left, fresh


def moved(old: Told, new: Told) -> Moved:
    """Return how suspicion moved from *old* to *new*."""
    before = {name: row for row, name in enumerate(old.images)}
    rows = np.array([before.get(name, -1) for name in new.images], np.int64)
    both = rows >= 0
    rise = new.suspicion[both] - old.suspicion[rows[both]]
    first = np.flatnonzero(both)[np.argsort(-rise, kind="stable")[:_NAMED]]
    then = np.where(both, old.flagged[rows], False) if before else both  # noqa: FBT003
    return Moved(
        films=int(both.sum()),
        added=int((~both).sum()),
        removed=len(before) - int(both.sum()),
        mean=float(rise.mean()) if both.any() else None,
        flagged=tuple(new.images[k] for k in np.flatnonzero(new.flagged & ~then)),
        cleared=tuple(new.images[k] for k in np.flatnonzero(~new.flagged & then)),
        risen=tuple(
            Rise(
                image=new.images[k],
                old=float(old.suspicion[rows[k]]),
                new=float(new.suspicion[k]),
            )
            for k in first
            if new.suspicion[k] > old.suspicion[rows[k]]
        ),
    )
