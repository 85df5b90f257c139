"""Where a review stands: who decided what, how far they agree, and what is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.reviewing.agreement import agreements
from poisonkit.reviewing.standing import rulings, standings

if TYPE_CHECKING:
    from poisonkit.reviewing.agreement import Agreement
    from poisonkit.reviewing.desk import Desk


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A review in numbers."""

    suspects: int
    undecided: int
    """Suspects on which nobody decided."""

    disputed: int
    """Suspects about which reviewers differ."""

    reviewers: dict[str, dict[str, int]]
    """How often each reviewer decided what; undone decisions do not count."""

    agreements: list[Agreement]


def summary(desk: Desk) -> Summary:
    """Return where the review of *desk* stands now."""
    events = desk.store.since()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for by_reviewer in standings(events).values():
        for name, one in by_reviewer.items():
            if one.decision:
                counts[name][one.decision.kind.value] += 1
    ruled = rulings(events)
    return Summary(
        suspects=len(desk.suspects),
        undecided=sum(one.row not in ruled for one in desk.suspects),
        disputed=sum(one.disputed for one in ruled.values()),
        reviewers={name: dict(counts[name]) for name in sorted(counts)},
        agreements=agreements(events),
    )
