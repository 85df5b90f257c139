"""Report: every form is made from the audit's folder alone."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.errors import BadInputError, UnknownNameError
from poisonkit.reports import REPORTS
from poisonkit.stages.report import report, write_report

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def moved(audited: Path, tmp_path: Path) -> Path:
    """Return a copy of the audit far from its data."""
    return shutil.copytree(audited, tmp_path / "moved")


def test_the_page_needs_nothing_but_itself(moved: Path) -> None:
    """No link, script or picture of the page is loaded from anywhere."""
    page = write_report(moved).read_text(encoding="utf-8")
    loaded = re.findall(r"""(?:src|href)=["']([^"']*)""", page)

    assert loaded
    assert all(address.startswith(("data:", "#")) for address in loaded)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "@import" not in page
    assert str(moved) not in page


def test_the_page_shows_every_picture(moved: Path) -> None:
    """A dozen suspects, trigger and place, and the scores, are on the page."""
    page = report(moved, "html")
    files = (moved / "pictures").iterdir()
    pictures = [file for file in files if file.suffix != ".svg"]

    assert len(pictures) == 17  # twelve films, three of the trigger, two of scores
    assert page.count(";base64,") == len(pictures)


@pytest.mark.parametrize("form", ["html", "text"])
def test_a_finding_is_told(moved: Path, form: str) -> None:
    """Verdict, label, number of films, place and the first suspect are all there."""
    record, told = AuditRecord.read(moved), report(moved, form)
    (finding,) = record.findings
    text = " ".join(re.sub(r"<[^>]*>", " ", told).split())

    assert record.summary in text
    assert finding.label in text
    assert "3 x 3 pixels at x = 42, y = 42" in text
    assert finding.samples[0].image in text
    assert "No model was asked" in text


@pytest.mark.parametrize("form", ["html", "text"])
def test_a_clean_bill_is_told(cleared: Path, form: str) -> None:
    """Without findings the report says no evidence, and never that a set is clean."""
    told = report(cleared, form)

    assert "No evidence of poison in 400 films" in told
    assert "is clean" not in told


def test_json_holds_all(moved: Path) -> None:
    """The form for programs is the record itself."""
    assert json.loads((moved / FINDINGS).read_text()) == json.loads(
        report(moved, "json")
    )


@pytest.mark.parametrize("form", REPORTS.modules())
def test_every_form_repeats_and_is_written(moved: Path, form: str) -> None:
    """Made twice it is the same, and what is written is what is returned."""
    path = write_report(moved, form)

    assert path.parent == moved
    assert report(moved, form) == path.read_text(encoding="utf-8")
    assert report(moved, form)


def test_names_cannot_break_the_page(moved: Path) -> None:
    """A film called like a tag is text on the page."""
    values = json.loads((moved / FINDINGS).read_text())
    evil = "<script>alert(1)</script>.png"
    values["findings"][0]["samples"][0]["image"] = evil
    (moved / FINDINGS).write_text(json.dumps(values))

    assert evil not in report(moved, "html")
    assert "&lt;script&gt;alert(1)" in report(moved, "html")


def test_no_audit_no_report(tmp_path: Path, moved: Path) -> None:
    """A folder without findings, and a form that is none, are refused by name."""
    with pytest.raises(BadInputError, match="is no audit"):
        write_report(tmp_path)
    with pytest.raises(UnknownNameError, match=r"no report format .*'pdf'.*html"):
        write_report(moved, "pdf")
