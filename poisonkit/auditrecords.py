"""The parts of an audit's record, as ``findings.json`` holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import StringConstraints

from poisonkit.finding import Severity  # noqa: TC001 - pydantic reads these types
from poisonkit.frequencies import ShareRecord  # noqa: TC001 - as above
from poisonkit.lineage import digest_text
from poisonkit.proof import CausalTest, LabelCheck, ReferenceCheck  # noqa: TC001
from poisonkit.suppressionrecord import SuppressionRecord  # noqa: TC001 - as above

_LENGTH = 16
"""Letters of a fingerprint: nobody types more."""


@dataclass(frozen=True, kw_only=True)
class SampleRecord:
    """One suspect."""

    image: str
    row: int
    suspicion: float
    labels: tuple[str, ...] = ()
    box: tuple[int, int, int, int] | None = None
    """Where a pattern that moves lies on this film: as in `WhereRecord`."""
    digest: str = ""
    """Of its stored pixels."""


@dataclass(frozen=True, kw_only=True)
class WhereRecord:
    """Where the suspects carry what they share."""

    box: tuple[int, int, int, int]
    """top, left, height, width in stored pixels; of the first suspect if it moves."""

    moves: bool
    whole: bool
    """Whether it lies on the whole film."""

    patch: str
    """The reconstructed pattern as a picture, relative to the audit's folder."""

    added: bool = False
    """Whether it is added to what films show there, and does not hide it."""

    def __str__(self) -> str:
        """Return the place in one word; what moves has a size alone."""
        top, left, height, width = self.box
        size = f"{height}x{width}"
        return size if self.moves else f"{top},{left},{size}"


@dataclass(frozen=True, kw_only=True)
class TestRecord:
    """One test of one group by one detector."""

    detector: str
    code: str
    label: str
    direction: str
    separation: float
    p_value: float
    q_value: float


@dataclass(frozen=True, kw_only=True)
class FindingRecord:
    """One finding."""

    id: Annotated[str, StringConstraints(pattern=r"^F[0-9]+$")]
    """Names its pictures, so it may be nothing but a number."""

    code: str
    kind: str
    severity: Severity
    label: str
    direction: str
    p_value: float
    q_value: float
    samples: tuple[SampleRecord, ...]
    where: WhereRecord | None
    evidence: tuple[TestRecord, ...]
    causal_test: CausalTest | None
    label_check: LabelCheck | None
    reference_check: ReferenceCheck | None
    notes: tuple[str, ...]
    label_shares: tuple[ShareRecord, ...] = ()
    column_shares: tuple[ShareRecord, ...] = ()
    """Of each column the value in which the suspects differ most from others."""
    subject: str = ""
    """What it is about where it names no film: a column."""

    suppressed: SuppressionRecord | None = None
    fingerprint: str = field(init=False)
    """What it is recognised by in another audit, whatever its id and chances there."""

    def __post_init__(self) -> None:
        """Digest what stays the same while films come and go, as far as there is any.

        A pattern is known by its place, a stamp without its label, a statistic by its
        detector's code; copies and contradictions, of no label, by their films.
        """
        place = str(self.where) if self.where else self.code
        films = () if self.label else sorted(s.digest or s.image for s in self.samples)
        side = () if self.kind == "stamp" else (self.label, self.direction)
        told = (self.kind, *side, place, self.subject, *films)
        object.__setattr__(self, "fingerprint", digest_text(told)[:_LENGTH])


@dataclass(frozen=True, kw_only=True)
class SkipRecord:
    """What was not looked at."""

    detector: str
    group: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CanaryRecord:
    """Whether the probe saw a trigger that was planted to try it."""

    rate: float
    films: int
    auroc: float | None
    learned: bool


@dataclass(frozen=True, kw_only=True)
class PowerRecord:
    """Whether the audit finds a known trigger in a copy of these films."""

    kind: str
    trigger: str
    rate: float
    label: str
    films: int
    flagged: int
    """Of those films."""

    found: bool
    """As a trigger of the right label, most of its suspects rightly accused."""

    skipped: str = ""
    """Why it could not be tried, if it could not."""
