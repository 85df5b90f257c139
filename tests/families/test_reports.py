"""Every report says what was found and what was not looked at, and runs nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from poisonkit.auditfile import AuditRecord
from poisonkit.auditrecords import PowerRecord
from poisonkit.reports import REPORTS
from tests.families.audits import (
    CLEAN,
    HOSTILE,
    POISONED,
    TRIGGER,
    named,
    pictured,
)

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.reports.base import Report

NAMES = sorted(REPORTS.modules())


@pytest.fixture(params=NAMES)
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS.create(str(request.param))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an audit's folder with the pictures of one finding."""
    return pictured(tmp_path)


def test_suffixes_are_told_apart() -> None:
    """Two formats never write the same file."""
    suffixes = [REPORTS.load(name).suffix for name in NAMES]

    assert len(suffixes) == len(set(suffixes))
    assert all(re.fullmatch(r"\.[a-z.]+", suffix) for suffix in suffixes)


def test_the_same_audit_gives_the_same_report(report: Report, folder: Path) -> None:
    """No clock and no chance gets into a report, and it ends with a line's end."""
    text = report.render(POISONED, folder)

    assert text == report.render(POISONED, folder)
    assert text


def test_findings_are_reported(report: Report, folder: Path) -> None:
    """Every format names the finding, its label and its first suspects."""
    text = report.render(POISONED, folder)

    for word in ("F1", "F2", "Mass", "films/0.png", "repeated_pixels"):
        assert word in text


@pytest.mark.parametrize("name", ["html", "json", "text"])
def test_skips_are_reported(name: str, folder: Path) -> None:
    """What was not looked at stands in the report, with its reason."""
    text = REPORTS.create(name).render(CLEAN, folder)

    for word in ("loss_trace", "Hernia=1", "9 films, 16 needed"):
        assert word in text


def test_a_clean_audit_is_reported(report: Report, folder: Path) -> None:
    """Nothing found is a report, too, and accuses nobody."""
    text = report.render(CLEAN, folder)

    assert text
    assert "F1" not in text


def test_pictures_may_be_missing(report: Report, tmp_path: Path) -> None:
    """A report can be made again where only findings.json was kept."""
    assert report.render(POISONED, tmp_path)


def test_json_is_the_audit(folder: Path) -> None:
    """Read back, the JSON report is what `findings.json` holds."""
    (folder / "findings.json").write_text(
        REPORTS.create("json").render(named(POISONED, HOSTILE), folder), "utf-8"
    )

    assert named(POISONED, HOSTILE).findings == AuditRecord.read(folder).findings
    assert "NaN" not in json.dumps(json.loads((folder / "findings.json").read_text()))


def test_text_says_where_and_what_it_does(folder: Path) -> None:
    """The terminal shows place, cause and how many films there are more."""
    text = REPORTS.create("text").render(POISONED, folder)

    assert text.startswith("60 films look poisoned.\n")
    assert "5 x 3 pixels at x = 40, y = 41" in text
    assert "planted on 50 clean films, 96% of them gain Mass (4% untouched" in text
    assert "removed from 60 suspects, 90% turn back" in text
    assert "films/4.png and 55 more" in text
    assert "The probe has eyes from a rate of 2.0% up" in text


@pytest.mark.parametrize("name", ["html", "text"])
def test_what_silence_is_worth_is_told(name: str, folder: Path) -> None:
    """From which rate up each known trigger was found; of a gap the rate above it."""
    kinds = {"a patch": [0.003, 0.01, 0.03], "a wave": [0.003, 0.03], "a veil": []}
    power = tuple(
        PowerRecord(
            kind=kind, trigger="patch", rate=rate, label="Mass", films=9, flagged=8,
            found=rate in found,
        )
        for kind, found in kinds.items()
        for rate in (0.003, 0.01, 0.03)
    )  # fmt: skip
    told = REPORTS.create(name).render(replace(CLEAN, power=power), folder)

    assert "a patch: found from 0.3% up" in told
    assert "a wave: found from 3.0% up, not at 1.0%" in told
    assert "a veil: not found at 3.0%, nor below" in told


def test_a_pattern_of_the_whole_film_has_no_place(folder: Path) -> None:
    """Its box is the film: to say so would be no help."""
    assert TRIGGER.where is not None
    where = replace(TRIGGER.where, whole=True)
    record = replace(CLEAN, findings=(replace(TRIGGER, where=where),))
    told = REPORTS.create("text").render(record, folder)

    assert "added to the whole film" in told
    assert "pixels at x" not in told
