"""What a detector measured, and what the audit concludes from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Rows, Suspicion


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
        return "add" if self.present else "remove"

    def __str__(self) -> str:
        return f"{self.label}={int(self.present)}"


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels at stored resolution."""

    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True)
class Pattern:
    """A trigger as reconstructed from its suspects: some pixels and their values."""

    box: Box
    mask: Mask
    """(height, width) of the box: True where the pattern says something."""

    values: NDArray[np.float32]
    """(height, width), in [0, 1]."""

    places: tuple[tuple[int, int, int], ...] = ()
    """For a pattern that moves: (row, top, left) of each sighting; else empty."""

    tolerance: float = 4.0
    """Grey levels of 256 within which a film shows it."""


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One detector's measurement of one group: numbers, no verdict."""

    suspicion: Suspicion
    """(n,) in the order of the group's rows; finite; larger is more suspicious."""

    separation: float
    """How far suspects stand apart from the rest of the group; finite, positive."""

    p_value: float | None = None
    """Where a detector knows the chance of its own separation; else the audit asks
    pseudo-groups."""

    reversible: bool = False
    """True where the detector cannot know which end is the guilty one, and the audit
    may turn the sign."""

    pattern: Pattern | None = None
    """What the suspects share, where the detector saw it."""

    telling: bool = True
    """False where that goes with no label in particular: it may be a mere mark, until
    its effect on a model is shown."""


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
class CausalTest:
    """Whether the reconstructed trigger does what it is accused of.

    Rates are shares of images whose target crosses its operating point.
    """

    planted: int
    """Clean-looking images the trigger was planted on."""

    flip_rate: float
    untouched_rate: float
    control_rate: float
    """With a patch of another innocent film in the same place instead."""

    removed: int
    """Suspects it was removed from."""

    restoration_rate: float | None
    """Share of the suspects that crossed the point and no longer do."""

    threshold: float


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
    notes: tuple[str, ...] = ()

    @property
    def p_value(self) -> float:
        """The smallest of the testimonies'."""
        return min(testimony.p_value for testimony in self.testimonies)

    @property
    def q_value(self) -> float:
        """The smallest of the testimonies'."""
        return min(testimony.q_value for testimony in self.testimonies)


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
