"""What every report promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord


class Report(ABC):
    """Says what an audit found, to one kind of reader."""

    suffix: ClassVar[str]
    """Of the file, with its dot."""

    @abstractmethod
    def render(self, record: AuditRecord, folder: Path) -> str:
        """Return the report; *folder* is the audit's, and holds its pictures."""
