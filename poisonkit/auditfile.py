"""``findings.json``: what an audit found, for others to read.

Schema 1.  Reports, `grade` and `clean` start from it and need neither the model nor,
but for `clean`, the data.
"""

from __future__ import annotations

import json
import math
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
from poisonkit.frequencies import LabelRecord  # noqa: TC001 - as above

if TYPE_CHECKING:
    from collections.abc import Iterable
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

    image_size: tuple[int, int] | None = None
    """Height and width of the stored films, which boxes refer to."""

    label_counts: tuple[LabelRecord, ...] = ()
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
            values = _read(path)
            schema = values["schema"]
            if schema != SCHEMA:
                raise BadInputError(f"{path}: schema {schema}, {SCHEMA} understood")
            return TypeAdapter(cls).validate_python(values)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInputError(
                f"{folder} is no audit: {FINDINGS} is missing or damaged{_where(error)}"
            ) from error

    def worst(self) -> Severity | None:
        """Return the gravest severity found, but for what is suppressed."""
        return worst_of(self.findings)


def worst_of(findings: Iterable[FindingRecord]) -> Severity | None:
    """Return the gravest severity of *findings*, but for what is suppressed."""
    severities = [one.severity for one in findings if one.suppressed is None]
    return max(severities, key=list(Severity).index, default=None)


def _read(path: Path) -> Any:
    """Return what *path* holds, if every text and number of it can be written again."""
    text = path.read_text(encoding="utf-8")
    values = json.loads(text, parse_float=_finite, parse_constant=_finite)
    json.dumps(values, ensure_ascii=False).encode()  # refuses half a character
    return values


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is no number")
    return value


def _where(error: Exception) -> str:
    """Return the first place that a check did not like, if it was one."""
    if not isinstance(error, ValidationError):
        return ""
    first = error.errors(include_url=False)[0]
    return f" at {'.'.join(map(str, first['loc']))}: {first['msg']}"
