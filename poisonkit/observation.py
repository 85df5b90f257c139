"""Something that a detector saw in a whole set: numbers, and what they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poisonkit.arrays import Rows, Suspicion
    from poisonkit.finding import Group, Kind, Severity


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One thing that was tested, whether it turned out surprising or not."""

    kind: Kind
    group: Group
    """Which label, in which direction; `EVERYTHING` where it concerns no label."""

    rows: Rows
    """(m,) of the data set, most suspicious first."""

    suspicion: Suspicion
    """(m,) in [0, 1]."""

    separation: float
    """How far it is from what is usual; finite, zero or more."""

    p_value: float
    """0 where it is a fact and no surprise: two films with the same pixels."""

    gravest: Severity
    """The most that it can amount to, if it is surprising."""

    why: str
    """One sentence, without its full stop."""

    subject: str = ""
    """What it is about where it names no film: a column."""
