"""The findings as plain text: what the command line prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.reports._bearing import canary_sentence, power_lines
from poisonkit.reports._words import (
    causal_sentence,
    chance,
    count_of,
    headline,
    suppression_sentence,
    where_sentence,
)
from poisonkit.reports.base import Report

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord

_SHOWN = 5


@final
@dataclass(frozen=True, kw_only=True)
class Text(Report):
    """The verdict, each finding in a few lines, and what was not looked at."""

    suffix: ClassVar[str] = ".txt"

    def render(self, record: AuditRecord, folder: Path) -> str:
        """Return lines for a terminal."""
        del folder
        lines = [record.summary]
        for finding in record.findings:
            lines += ["", *_finding(finding)]
        lines += ["", canary_sentence(record)]
        if record.power:
            lines.append("Known triggers in a copy of these films:")
            lines += [f"  {line}" for line in power_lines(record)]
        if record.skips:
            lines.append(f"Not looked at: {len(record.skips)}")
            lines += [f"  {s.detector}, {s.group}: {s.reason}" for s in record.skips]
        return "\n".join(lines) + "\n"


def _finding(finding: FindingRecord) -> list[str]:
    images = [sample.image for sample in finding.samples[:_SHOWN]]
    more = len(finding.samples) - len(images)
    head = f"{finding.id}  {finding.severity}"
    detectors = sorted({test.detector for test in finding.evidence})
    seen = f"seen by {', '.join(detectors)} (q = {chance(finding.q_value)})"
    lines = [
        f"{head}  {headline(finding)}, {count_of(finding)}",
        f"    {where_sentence(finding)}",
        f"    {seen}; fingerprint {finding.fingerprint}",
        f"    {causal_sentence(finding)}",
        f"    {suppression_sentence(finding)}",
        *(f"    {note}" for note in finding.notes),
        f"    {', '.join(images)}" + (f" and {more} more" if more else ""),
    ]
    return [line for line in lines if line.strip()]
