"""The parts of an audit's record, as ``findings.json`` holds them."""

from __future__ import annotations

from dataclasses import dataclass

from poisonkit.finding import Severity  # noqa: TC001 - pydantic reads this type


@dataclass(frozen=True, kw_only=True)
class SampleRecord:
    """One suspect."""

    image: str
    row: int
    suspicion: float


@dataclass(frozen=True, kw_only=True)
class WhereRecord:
    """Where the suspects carry what they share."""

    box: tuple[int, int, int, int]
    """top, left, height, width in stored pixels; of the first suspect if it moves."""

    moves: bool
    whole: bool
    """Whether it is added to the whole film."""

    patch: str
    """The reconstructed pattern as a picture, relative to the audit's folder."""


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
class CausalRecord:
    """What happened when the pattern was planted and removed."""

    planted: int
    flip_rate: float
    untouched_rate: float
    control_rate: float
    removed: int
    restoration_rate: float | None
    threshold: float


@dataclass(frozen=True, kw_only=True)
class LabelCheckRecord:
    """Whether the suspects look as having their label."""

    suspects: float
    peers: float
    p_wrong: float
    p_right: float
    painted: bool


@dataclass(frozen=True, kw_only=True)
class ReferenceCheckRecord:
    """Whether trusted films bear what the suspects share."""

    films: int
    alike: int
    bearing: int
    bearing_alike: int
    patients: int
    share: float


@dataclass(frozen=True, kw_only=True)
class FindingRecord:
    """One finding."""

    id: str
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
    causal_test: CausalRecord | None
    label_check: LabelCheckRecord | None
    reference_check: ReferenceCheckRecord | None
    notes: tuple[str, ...]


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
