"""The audit as JUnit XML, which every build server shows.

A test case is one detector's look at one group of films.  It fails where it speaks for
a finding of medium or high severity, and is skipped where the detector could not look.
The dialect is that of Apache Ant, as Jenkins and GitLab read it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, final
from xml.etree import ElementTree as ET

from poisonkit.reports._films import is_alarming
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
    from poisonkit.auditrecords import FindingRecord, TestRecord

_LISTED = 20
"""Suspects named in a failure; all are in scores.csv."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


@final
@dataclass(frozen=True, kw_only=True)
class Junit(Report):
    """A test case per detector and group; findings from medium severity up fail."""

    suffix: ClassVar[str] = ".xml"

    def render(self, record: AuditRecord, folder: Path) -> str:
        """Return XML."""
        del folder
        suite = ET.Element("testsuite", name="poisonkit audit")
        properties = ET.SubElement(suite, "properties")
        for name, value in _properties(record).items():
            ET.SubElement(properties, "property", name=name, value=_clean(value))
        for (detector, group), case in _cases(record).items():
            suite.append(case.element(detector, group))
        for tag, name in (
            ("testcase", "tests"), ("failure", "failures"), ("skipped", "skipped")
        ):  # fmt: skip
            suite.set(name, str(len(list(suite.iter(tag)))))
        suite.set("errors", "0")
        ET.SubElement(suite, "system-out").text = _clean(record.summary)
        whole = ET.Element("testsuites", name="poisonkit")
        whole.append(suite)
        ET.indent(whole)
        text = ET.tostring(whole, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


@dataclass
class _Case:
    """What became of one detector's look at one group."""

    findings: list[FindingRecord] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """Why it did not look."""

    q_values: list[float] = field(default_factory=list)

    def element(self, detector: str, group: str) -> ET.Element:
        """Return the test case."""
        case = ET.Element(
            "testcase", classname=_clean(f"poisonkit.{detector}"), name=_clean(group)
        )
        loud = [f for f in self.findings if is_alarming(f)]
        quiet = [f for f in self.findings if f not in loud]
        if loud:
            failure = ET.SubElement(case, "failure")
            failure.set("type", _clean(" ".join(finding.code for finding in loud)))
            failure.set("message", _clean("; ".join(_head(one) for one in loud)))
            failure.text = _clean("\n\n".join(_told(finding) for finding in loud))
        elif self.reasons and not self.q_values:
            skipped = ET.SubElement(case, "skipped")
            skipped.set("message", _clean("; ".join(dict.fromkeys(self.reasons))))
        least = [f"smallest q = {chance(min(self.q_values))}"] if self.q_values else []
        lines = least + [_head(finding) for finding in quiet]
        ET.SubElement(case, "system-out").text = _clean("\n".join(lines))
        return case


def _cases(record: AuditRecord) -> dict[tuple[str, str], _Case]:
    """Return every detector and group, in the order in which they were looked at."""
    cases: dict[tuple[str, str], _Case] = defaultdict(_Case)
    for test in record.checked:
        cases[test.detector, _group(test)].q_values.append(test.q_value)
    for skip in record.skips:
        cases[skip.detector, skip.group].reasons.append(skip.reason)
    for finding in record.findings:
        for case in dict.fromkeys((t.detector, _group(t)) for t in finding.evidence):
            cases[case].findings.append(finding)
    return cases


def _group(test: TestRecord) -> str:
    return f"{test.label}={int(test.direction == 'add')}" if test.label else "all"


def _head(finding: FindingRecord) -> str:
    head = f"{finding.id} {finding.severity}: {headline(finding)}, {count_of(finding)}"
    return "; ".join(filter(None, [head, suppression_sentence(finding)]))


def _told(finding: FindingRecord) -> str:
    """Return a finding in lines."""
    images = [sample.image for sample in finding.samples[:_LISTED]]
    more = len(finding.samples) - len(images)
    lines = [
        _head(finding),
        where_sentence(finding),
        f"q = {chance(finding.q_value)}",
        causal_sentence(finding),
        *finding.notes,
        *images,
        f"and {more:,} more" if more else "",
    ]
    return "\n".join(line for line in lines if line)


def _properties(record: AuditRecord) -> dict[str, str]:
    return {
        "verdict": record.verdict,
        "data": record.data_digest,
        "model": record.model_digest or "none",
        "seed": str(record.seed),
        "false_discovery_rate": f"{record.alpha:g}",
    }


def _clean(text: str) -> str:
    """Return *text* with what XML cannot hold written out."""
    return _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
