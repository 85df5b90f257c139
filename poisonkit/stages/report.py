"""An audit's folder in; a page, or another form of report, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.auditfile import AuditRecord
from poisonkit.reports import REPORTS

if TYPE_CHECKING:
    from pathlib import Path


def report(folder: Path, form: str, record: AuditRecord | None = None) -> str:
    """Return the audit in *folder* in one form, from its files alone.

    A *record* stands for its findings file, where something of it was changed.
    """
    return REPORTS.create(form).render(record or AuditRecord.read(folder), folder)


def write_report(folder: Path, form: str = "html") -> Path:
    """Write the report into the audit's folder as ``report.html`` or alike."""
    member = REPORTS.create(form)
    path = folder / f"report{member.suffix}"
    path.write_text(report(folder, form), encoding="utf-8")
    return path
