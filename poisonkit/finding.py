"""What a detector measured, and what the audit concludes from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from poisonkit.proof import UNCHECKED, Checks

if TYPE_CHECKING:
    from poisonkit.arrays import Rows, Suspicion
    from poisonkit.pattern import Pattern
    from poisonkit.proof import CausalTest


class Severity(StrEnum):
    """How much a finding matters; `at_least` orders them."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    def at_least(self, other: Severity) -> bool:
        """Return whether this is *other* or worse."""
        ranks = list(Severity)
        return ranks.index(self) >= ranks.index(other)


class Kind(StrEnum):
    """What sort of thing was found."""

    TRIGGER = "trigger"
    LABEL = "label"
    SHORTCUT = "shortcut"
    STAMP = "stamp"
    """Repeats as a trigger does, but goes with no label, and turns no model asked."""

    DUPLICATE = "duplicate"
    METADATA = "metadata"


@dataclass(frozen=True)
class Group:
    """The samples that agree on one label: all positives, or all negatives.

    Poison that adds a finding hides among the positives; poison that erases one hides
    among the negatives.  An audit looks at both.
    """

    label: str
    present: bool

    @property
    def direction(self) -> str:
        """What poison in this group does to the label: ``add`` or ``remove`` it."""
        if not self.label:
            return ""
        return "add" if self.present else "remove"

    def __str__(self) -> str:
        return f"{self.label}={int(self.present)}" if self.label else "all"


EVERYTHING = Group("", present=True)
"""All samples, whatever their labels."""


@dataclass(frozen=True, kw_only=True)
class Testimony:
    """What one detector says for one finding."""

    detector: str
    code: str
    group: Group
    separation: float
    p_value: float
    q_value: float


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A verdict: these samples look poisoned, for these reasons."""

    id: str
    code: str
    kind: Kind
    severity: Severity
    group: Group
    rows: Rows
    """Most suspicious first."""

    suspicion: Suspicion
    """Of `rows`, in [0, 1]."""

    testimonies: tuple[Testimony, ...]
    pattern: Pattern | None = None
    causal: CausalTest | None = None
    checks: Checks = UNCHECKED
    notes: tuple[str, ...] = ()
    subject: str = ""
    """What it is about where it names no film: a column."""

    @property
    def p_value(self) -> float:
        """The smallest of the testimonies'."""
        return min(testimony.p_value for testimony in self.testimonies)

    @property
    def q_value(self) -> float:
        """The smallest of the testimonies'."""
        return min(testimony.q_value for testimony in self.testimonies)
