"""The findings as JSON: what `findings.json` holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.reports.base import Report

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord


@final
@dataclass(frozen=True, kw_only=True)
class Json(Report):
    """Everything, for programs."""

    suffix: ClassVar[str] = ".json"

    def render(self, record: AuditRecord, folder: Path) -> str:
        """Return indented JSON."""
        del folder
        return json.dumps(asdict(record), indent=2, ensure_ascii=False) + "\n"
