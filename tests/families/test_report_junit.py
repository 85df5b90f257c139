"""JUnit XML that build servers take, whatever a data set calls its films."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from poisonkit.auditrecords import SkipRecord
from poisonkit.finding import Severity
from poisonkit.reports import REPORTS
from tests.families.audits import (
    CLEAN,
    HOSTILE,
    LOW,
    POISONED,
    SUPPRESSED,
    TEST,
    TRIGGER,
    named,
)

if TYPE_CHECKING:
    from poisonkit.auditfile import AuditRecord

OTHER = replace(TEST, detector="spectre", code="PK104", q_value=0.8)


def suite(record: AuditRecord) -> ET.Element:
    """Return the one suite of *record*."""
    text = REPORTS.create("junit").render(record, Path())
    found = ET.fromstring(text.encode()).find("testsuite")  # noqa: S314 - our own
    assert found is not None
    return found


def case(whole: ET.Element, detector: str) -> ET.Element:
    """Return the one test case of *detector*."""
    (found,) = whole.findall(f"testcase[@classname='poisonkit.{detector}']")
    return found


def test_each_look_is_a_case() -> None:
    """A detector and a group: it passes, fails, or is skipped; sums are right."""
    whole = suite(replace(POISONED, checked=(TEST, OTHER)))

    assert None is case(whole, "spectre").find("failure")
    skipped = case(whole, "loss_trace").find("skipped")
    assert skipped is not None
    assert "9 films, 16 needed" == skipped.get("message")
    sums = [whole.get(name) for name in ("tests", "failures", "skipped", "errors")]
    assert ["3", "1", "1", "0"] == sums


def test_a_failure_says_what_was_found() -> None:
    """Its message is one line, its text names place, cause and suspects."""
    failure = case(suite(replace(POISONED, findings=(TRIGGER,))), "repeated_pixels")[0]

    assert "F1 high: trigger that adds Mass, 60 films" == failure.get("message")
    assert "5 x 3 pixels at x = 40, y = 41" in str(failure.text)
    assert "films/0.png" in str(failure.text)
    assert "and 40 more" in str(failure.text)


@pytest.mark.parametrize(
    ("severity", "failures"),
    [(Severity.HIGH, "1"), (Severity.MEDIUM, "1"), (Severity.LOW, "0")],
)
def test_low_findings_fail_nothing(severity: Severity, failures: str) -> None:
    """From medium severity up a case fails."""
    finding = replace(TRIGGER, severity=severity)
    told = suite(replace(POISONED, findings=(finding,)))

    assert failures == told.get("failures")


def test_suppressed_findings_fail_nothing() -> None:
    """They are told in the output, with who said so."""
    whole = suite(replace(POISONED, findings=(SUPPRESSED,)))

    assert "0" == whole.get("failures")
    said = case(whole, "repeated_pixels").findtext("system-out")
    assert "suppressed until 2030-01-31 by A. Reader: a known marker" in str(said)


def test_low_findings_are_told() -> None:
    """They stand in the output of a case that passes."""
    whole = suite(replace(POISONED, findings=(replace(LOW, direction="add"),)))

    assert "F2 low" in str(case(whole, "repeated_pixels").findtext("system-out"))


def test_several_findings_are_one_failure() -> None:
    """Readers expect one failure of a case at most."""
    twice = (TRIGGER, replace(TRIGGER, id="F2"))
    failures = list(suite(replace(POISONED, findings=twice)).iter("failure"))

    assert 1 == len(failures)
    assert "F1 high" in str(failures[0].get("message"))
    assert "F2 high" in str(failures[0].get("message"))


def test_a_detector_that_looked_is_not_skipped() -> None:
    """A part that it could not look at does not hide what it saw."""
    skip = SkipRecord(detector="spectre", group="Mass=1", reason="no")
    whole = suite(replace(CLEAN, checked=(OTHER,), skips=(skip,)))

    assert "0" == whole.get("skipped")


@pytest.mark.parametrize("name", [HOSTILE, "a\x00b\x1b[31m\ufffe]]>", "<![CDATA["])
def test_hostile_names_are_text(name: str) -> None:
    """Tags, and characters that XML cannot hold, are written out."""
    whole = suite(named(POISONED, name))
    elements = {element.tag for element in whole.iter()}

    assert "script" not in elements
    assert "a\\u0000b\\u001b[31m\\ufffe]]>" in str(
        whole.findtext("system-out")
    ) or name == str(whole.findtext("system-out"))
