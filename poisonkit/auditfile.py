"""``findings.json``: what an audit found, for others to read.

Schema 1.  Reports, `grade` and `clean` start from it and need neither the model nor,
but for `clean`, the data.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from pydantic import TypeAdapter, ValidationError

from poisonkit.auditrecords import (  # noqa: TC001 - pydantic reads these types
    CanaryRecord,
    FindingRecord,
    PowerRecord,
    SkipRecord,
    TestRecord,
)
from poisonkit.deliveryrecord import DeliveryRecord  # noqa: TC001 - as above
from poisonkit.errors import BadInputError
from poisonkit.files import write_json
from poisonkit.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = 1
FINDINGS = "findings.json"


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
    power: tuple[PowerRecord, ...] = ()
    """What known triggers in a copy of the films came to, where that was tried."""

    since: DeliveryRecord | None = None
    """What was new; None: the whole set is spoken of."""

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
        """Return the gravest severity found, but for what is suppressed."""
        severities = [f.severity for f in self.findings if f.suppressed is None]
        return max(severities, key=list(Severity).index, default=None)
