"""`poisonkit compare`: what has changed from one audit to another."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from poisonkit.finding import Severity
from tests.commands.conftest import PIXELS
from tests.commands.running import done, refused, run
from tests.families.audits import CLEAN, LOW, POISONED, TRIGGER

if TYPE_CHECKING:
    from poisonkit.auditfile import AuditRecord

HEAD = "image,row,suspicion,flagged,finding\n"


def audit(name: str, record: AuditRecord, *films: str) -> Path:
    """Write an audit of *films*, each a name, a suspicion and a flag."""
    place = Path(name)
    place.mkdir()
    record.write(place)
    rows = [f"{image},{row},{rest}," for row, (image, _, rest) in enumerate(
        film.partition(",") for film in films
    )]  # fmt: skip
    (place / "scores.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return place


@pytest.fixture
def control(poisoned_path: Path) -> Path:
    """Return the audit of the films before they were poisoned."""
    source = poisoned_path.with_name("source.h5")
    done("audit", source, "--out", "control", *PIXELS)
    return Path("control")


def test_what_came_with_the_poison_is_new(control: Path, audited: Path) -> None:
    """The trigger is new and stops a build; the other way round it is gone."""
    result = run("compare", control, audited, "--fail-on", "medium")
    assert 1 == result.exit_code
    assert "new  F1  medium  trigger that adds Atelectasis, 34 films" in result.stdout
    assert "400 films in both audits" in result.stdout
    assert "newly flagged: 34 films: " in result.stdout

    back = done("compare", audited, control, "--fail-on", "low").stdout
    assert "gone F1  medium  trigger that adds Atelectasis" in back
    assert "newly cleared: 34 films: " in back


def test_what_was_known_stops_nothing(audited: Path) -> None:
    """The same findings as before are told, and let a build pass."""
    said = done("compare", audited, audited, "--fail-on", "low").stdout

    assert "same F1  medium  trigger that adds Atelectasis" in said
    assert "suspicion +0.000 in the mean; 0 added, 0 no longer there" in said


def test_a_graver_finding_is_as_a_new_one() -> None:
    """What was worth a look and now is proven does not pass as known."""
    audit("old", replace(POISONED, findings=(replace(TRIGGER, severity=Severity.LOW),)))
    audit("new", replace(POISONED, findings=(TRIGGER,)))

    done("compare", "new", "old", "--fail-on", "low")
    assert 1 == run("compare", "old", "new", "--fail-on", "high").exit_code


def test_what_is_suppressed_stops_nothing(control: Path, audited: Path) -> None:
    """A new finding that somebody answers for is told and lets the build pass."""
    own = json.loads((audited / "findings.json").read_bytes())["findings"]
    entries = [
        f'[[suppress]]\nfinding = "{one["fingerprint"]}"\nreason = "known"\n'
        f'reviewer = "A. Reader"\nexpires = 2999-01-01\n'
        for one in own
    ]
    Path("known.toml").write_text("\n".join(entries), encoding="utf-8")
    words = ("--fail-on", "low", "--suppressions", "known.toml")

    assert ", suppressed" in done("compare", control, audited, *words).stdout


def test_suspicion_moves() -> None:
    """Films are compared by name, whatever their rows; the ones that rose are named."""
    audit("old", CLEAN, "a.png,0.1,0", "b.png,0.2,1", "c.png,0.3,1")
    audit("new", CLEAN, "c.png,0.4,0", "a.png,0.6,1", "d.png,0.9,1")
    moved = json.loads(done("compare", "old", "new", "--json").stdout)["moved"]

    assert (2, 1, 1) == (moved["films"], moved["added"], moved["removed"])
    assert 0.3 == pytest.approx(moved["mean"])
    assert ["a.png", "d.png"] == moved["flagged"]
    assert ["c.png"] == moved["cleared"]
    assert [("a.png", 0.1, 0.6), ("c.png", 0.3, 0.4)] == [
        (one["image"], one["old"], one["new"]) for one in moved["risen"]
    ]


def test_sets_without_a_common_film_are_compared() -> None:
    """Their findings are; of suspicion nothing can be said."""
    audit("old", replace(POISONED, findings=(TRIGGER, LOW)))
    audit("new", replace(POISONED, findings=(LOW,)), "d.png,0.9,1")
    told = json.loads(done("compare", "old", "new", "--json").stdout)

    assert ([1], [0]) == ([len(told["gone"])], [len(told["new"])])
    assert (0, None) == (told["moved"]["films"], told["moved"]["mean"])


def test_what_is_no_audit_is_refused(audited: Path) -> None:
    """One line, whichever of the two it is."""
    shutil.copytree(audited, "cut")
    Path("cut/scores.csv").write_text("image,row\n0.png,0\n", encoding="utf-8")

    assert "nowhere is no audit" in refused("compare", audited, "nowhere")
    assert "nowhere is no audit" in refused("compare", "nowhere", audited)
    assert "scores.csv is missing or damaged" in refused("compare", audited, "cut")
