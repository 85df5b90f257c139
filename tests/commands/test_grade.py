"""`poisonkit grade`: an audit against the truth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import PIXELS
from tests.commands.running import done, refused


@pytest.fixture
def own(audited: Path) -> Path:
    """Return a copy of the audit, to write the grade into."""
    return Path(shutil.copytree(audited, "own"))


def test_a_right_audit_is_graded_right(own: Path, places: dict[str, Path]) -> None:
    """Found, right label and direction, box on the spot, and hardly a film too many."""
    said = done("grade", own, "--manifest", places["truth"]).stdout
    grade = json.loads((own / "grade.json").read_bytes())
    truth = json.loads(places["truth"].read_bytes())

    assert grade["found"]
    assert grade["right_label"]
    assert grade["right_direction"]
    assert [] == grade["false_findings"]
    assert 1 == grade["box_iou"] == grade["recall"]
    assert len(truth["samples"]) == grade["poisoned"] == grade["right"]
    assert "found            yes\nright label      yes\n" in said
    assert f"films            {grade['right']} of {grade['poisoned']} poisoned" in said


def test_the_source_is_the_control(places: dict[str, Path]) -> None:
    """An audit of the untouched source is graded by what it accuses wrongly."""
    source = places["bad"].with_name("source.h5")
    done("audit", source, "--out", "control", *PIXELS)
    said = done("grade", "control", "--manifest", places["truth"]).stdout
    grade = json.loads(Path("control/grade.json").read_bytes())

    assert "clean control: 0 films flagged, 0 false findings\n" == said
    assert (0, False) == (grade["poisoned"], grade["found"])


def test_json_is_the_file(own: Path, places: dict[str, Path]) -> None:
    """--json prints what grade.json holds."""
    said = done("grade", own, "--manifest", places["truth"], "--json").stdout

    assert json.loads((own / "grade.json").read_bytes()) == json.loads(said)


def test_a_grade_is_kept(own: Path, places: dict[str, Path]) -> None:
    """A second grade needs --force."""
    words = ("grade", own, "--manifest", places["truth"])
    done(*words)
    assert "grade.json exists already; replace it with --force" in refused(*words)

    done(*words, "--force")
