"""``suppressions.toml``: findings that somebody has looked at and answers for.

An entry names a finding by its fingerprint, or films by the digests of their pixels,
and says why, who and until when.  Nothing is taken out of an audit: a suppressed
finding is marked, and stops no build.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from poisonkit.errors import BadInputError, unknown
from poisonkit.suppression import Suppression, entry_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord
    from poisonkit.suppressionrecord import SuppressionRecord

_TABLE = "suppress"


@dataclass(frozen=True, kw_only=True)
class Suppressions:
    """All entries of a file, on one day."""

    entries: tuple[Suppression, ...]
    today: date

    @classmethod
    def read(cls, path: Path, today: date) -> Self:
        """Read the file at *path* as it counts on the day *today*."""
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadInputError(f"cannot read {path}: {error}") from error
        tables = values.get(_TABLE, [])
        for key in values:
            if key != _TABLE:
                raise unknown(f"key in {path}", key, [_TABLE])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            raise BadInputError(f"{path}: write [[{_TABLE}]], a table for each entry")
        entries = tuple(entry_of(table, path) for table in tables)
        return cls(entries=entries, today=today)

    @property
    def living(self) -> tuple[Suppression, ...]:
        """The entries that have not expired."""
        return tuple(entry for entry in self.entries if entry.expires >= self.today)

    def apply(self, record: AuditRecord) -> AuditRecord:
        """Return *record* with every finding marked that an entry answers for."""
        findings = tuple(
            replace(finding, suppressed=self._of(finding))
            for finding in record.findings
        )
        named = ", ".join(finding.id for finding in findings if finding.suppressed)
        told = f"{record.summary} Suppressed by a reviewer: {named}."
        summary = told if named else record.summary
        return replace(record, findings=findings, summary=summary)

    def told(self, record: AuditRecord) -> list[str]:
        """Return a line for each entry that has expired or that nothing answers to."""
        lines = []
        for entry in self.entries:
            if entry not in self.living:
                lines.append(f"{entry} expired on {entry.expires}: it no longer counts")
            elif not any(entry.concerns(finding) for finding in record.findings):
                lines.append(f"{entry} is not needed: no finding answers to it")
        return lines

    def _of(self, finding: FindingRecord) -> SuppressionRecord | None:
        """Return the entry that answers for *finding*: for itself, or all its films."""
        mine = [entry for entry in self.living if entry.concerns(finding)]
        spared = frozenset[str]().union(*(entry.samples for entry in mine))
        films = {sample.digest for sample in finding.samples}
        named = [entry for entry in mine if entry.finding == finding.fingerprint]
        answering = named or (mine if films and films <= spared else [])
        return answering[0].record() if answering else None
