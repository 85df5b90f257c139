"""`poisonkit report`: an audit in every form there is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from poisonkit.reports import REPORTS
from tests.commands.running import done, everything


@pytest.mark.parametrize("form", REPORTS.modules())
def test_every_form_tells_the_verdict(audited: Path, form: str) -> None:
    """Whatever `list reports` names can be asked for, and says what was found."""
    text = done("report", audited, "--format", form).stdout

    sentence = "34 of 400 films carry a trigger that adds Atelectasis" in text
    assert sentence or form == "cleanlab", "a table of films has no place for it"
    assert "F1" in text


def test_text_is_the_default(audited: Path) -> None:
    """What `audit` printed is printed again."""
    assert (
        done("report", audited, "--format", "text").stdout
        == done("report", audited).stdout
    )


def test_html_is_the_page_of_the_audit(audited: Path) -> None:
    """The page is the one that the audit wrote."""
    text = done("report", audited, "--format", "html").stdout

    assert (audited / "report.html").read_text(encoding="utf-8") == text


def test_json_is_json(audited: Path) -> None:
    """--json and --format json say the same: the findings file."""
    said = done("report", audited, "--json").stdout

    assert done("report", audited, "--format", "json").stdout == said
    assert json.loads((audited / "findings.json").read_bytes()) == json.loads(said)


def test_a_report_goes_to_a_file(audited: Path) -> None:
    """With --out only the name is printed, and the file holds the rest."""
    words = ("report", audited, "--format", "html")
    assert "page.html\n" == done(*words, "--out", "page.html").stdout

    text = Path("page.html").read_text(encoding="utf-8")
    assert done(*words).stdout == text


def test_the_folder_is_enough(audited: Path) -> None:
    """An audit's folder can be sent to somebody who has neither data nor model."""
    shutil.copytree(audited, "sent")
    before = everything(Path())
    for form in REPORTS.modules():
        sent = done("report", "sent", "--format", form).stdout
        assert done("report", audited, "--format", form).stdout == sent
    assert before == everything(Path())
