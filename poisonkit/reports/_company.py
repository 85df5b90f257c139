"""Who was shown the same films, and accuses none of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope

if TYPE_CHECKING:
    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord, SkipRecord, TestRecord


@dataclass(frozen=True)
class Dissent:
    """A detector that was shown the same films and accuses none of them."""

    detector: str
    q_value: float | None
    """None: it could not look."""

    reason: str


class Company:
    """Who was asked about each group, to tell who agrees and who does not."""

    def __init__(self, record: AuditRecord) -> None:
        """Sort tests and skips by group, once for all findings."""
        self.alpha = record.alpha
        self.tests: dict[tuple[str, str], list[TestRecord]] = defaultdict(list)
        self.skips: dict[str, list[SkipRecord]] = defaultdict(list)
        names = {name.partition(":")[0] for name in record.detectors}
        groupwise = {name for name in names if _looks_at_groups(name)}
        for test in record.checked:
            if test.detector in groupwise:
                self.tests[test.label, test.direction].append(test)
        for skip in record.skips:
            if skip.detector in groupwise:
                self.skips[skip.group].append(skip)

    def dissent(self, finding: FindingRecord) -> list[Dissent]:
        """Return who does not join in *finding*, and why."""
        if not finding.label:
            return []
        agree = {test.detector for test in finding.evidence}
        tests = self.tests[finding.label, finding.direction]
        told = [
            Dissent(test.detector, test.q_value, self._why(test))
            for test in sorted(tests, key=lambda test: test.q_value)
            if test.detector not in agree
        ]
        group = f"{finding.label}={int(finding.direction == 'add')}"
        mute = [Dissent(s.detector, None, s.reason) for s in self.skips[group]]
        return told + mute

    def _why(self, test: TestRecord) -> str:
        if test.q_value <= self.alpha:
            return "accuses other films, or proved nothing of these"
        return "sees nothing unusual"


def _looks_at_groups(name: str) -> bool:
    """Return whether a detector is shown one group at a time; a stranger may be."""
    return name in DETECTORS.modules() and DETECTORS.load(name).scope is Scope.GROUP
