"""``findings.json``: what an audit found, for others to read.

Schema 1.  Reports, `grade` and `clean` start from it and need neither the model nor,
but for `clean`, the data.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from pydantic import TypeAdapter, ValidationError

from poisonkit.errors import BadInputError
from poisonkit.files import write_json
from poisonkit.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = 1
FINDINGS = "findings.json"


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
class AuditRecord:
    """One audit."""

    data_digest: str
    model_digest: str | None
    verdict: str
    """``findings``, ``no evidence`` or ``could not be checked``."""

    summary: str
    """The verdict in one sentence."""

    images: int
    patients: int
    label_names: tuple[str, ...]
    alpha: float
    """False-discovery rate at which a measurement becomes an accusation."""

    seed: int
    detectors: tuple[str, ...]
    eyes_from: float | None
    """Rate of poison from which up the probe sees; None: blind, or not tried."""

    canaries: tuple[CanaryRecord, ...]
    findings: tuple[FindingRecord, ...]
    skips: tuple[SkipRecord, ...]
    checked: tuple[TestRecord, ...]
    lineage: dict[str, Any]
    schema: int = SCHEMA

    def write(self, folder: Path) -> None:
        """Write ``findings.json``."""
        write_json(folder / FINDINGS, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the audit in *folder*, or say what is wrong with it."""
        path = folder / FINDINGS
        try:
            values: Any = json.loads(path.read_text(encoding="utf-8"))
            record = TypeAdapter(cls).validate_python(values)
        except (OSError, UnicodeDecodeError, ValueError, ValidationError) as error:
            raise BadInputError(
                f"{folder} is no audit: {FINDINGS} is missing or damaged"
            ) from error
        if record.schema != SCHEMA:
            raise BadInputError(f"{path}: schema {record.schema}, {SCHEMA} understood")
        return record

    def worst(self) -> Severity | None:
        """Return the gravest severity found."""
        severities = [finding.severity for finding in self.findings]
        return max(severities, key=list(Severity).index, default=None)
