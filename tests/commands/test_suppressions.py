"""`suppressions.toml`: findings that somebody answers for stop no build."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from poisonkit.errors import BadInputError, UnknownNameError
from poisonkit.suppressions import Suppressions
from tests.commands.conftest import PIXELS
from tests.commands.running import done, refused, run
from tests.families.audits import LOW, POISONED, TRIGGER

WHY = 'reason = "our lead marker"\nreviewer = "A. Reader"\n'
LATER = "expires = 2999-12-31\n"
FILM = "a" * 64
TODAY = date(2026, 5, 4)


def written(*entries: str) -> Path:
    """Return a file of suppressions with these *entries*."""
    text = "\n".join(f"[[suppress]]\n{entry}" for entry in entries)
    Path("suppressions.toml").write_text(text, encoding="utf-8")
    return Path("suppressions.toml")


def first(audit: Path) -> dict[str, Any]:
    """Return the gravest finding of an audit."""
    record = json.loads((audit / "findings.json").read_bytes())
    finding: dict[str, Any] = record["findings"][0]
    return finding


def test_a_suppressed_finding_stops_no_build(audited: Path) -> None:
    """Exit 1 becomes 0; the finding is still told, with who answers for it."""
    own = first(audited)["fingerprint"]
    words = ("report", audited, "--fail-on", "low")
    assert 1 == run(*words).exit_code
    assert own in run(*words).stdout

    path = written(f'finding = "{own}"\n{WHY}{LATER}')
    said = done(*words, "--suppressions", path).stdout
    assert "F1  medium" in said
    assert "suppressed until 2999-12-31 by A. Reader: our lead marker" in said
    assert "Suppressed by a reviewer: F1." in said


def test_an_audit_marks_what_is_suppressed(audited: Path, poisoned_path: Path) -> None:
    """The finding stays in findings.json, marked; the same films give the same one."""
    path = written(f'finding = "{first(audited)["fingerprint"]}"\n{WHY}{LATER}')
    words = (*PIXELS, "--fail-on", "low", "--suppressions", path)
    done("audit", poisoned_path, "--out", "audit", *words)
    finding = first(Path("audit"))

    assert first(audited)["samples"] == finding["samples"]
    assert None is first(audited)["suppressed"]
    assert {
        "reason": "our lead marker", "reviewer": "A. Reader", "expires": "2999-12-31"
    } == finding["suppressed"]  # fmt: skip


def test_clean_leaves_suppressed_films_in(audited: Path, poisoned_path: Path) -> None:
    """What a reviewer calls innocent is not taken out."""
    path = written(f'finding = "{first(audited)["fingerprint"]}"\n{WHY}{LATER}')
    words = (*PIXELS, "--suppressions", path)
    done("audit", poisoned_path, "--out", "audit", *words)
    said = done("clean", poisoned_path, "out.h5", "--audit", "audit").stdout

    assert "0 films left out, 400 kept" in said


def test_all_films_of_a_finding_may_be_suppressed(audited: Path) -> None:
    """A finding about films that somebody knows stops nobody; one film more does."""
    films = [sample["digest"] for sample in first(audited)["samples"]]
    words = ("report", audited, "--fail-on", "medium", "--suppressions")
    most = written(f"samples = {json.dumps(films[1:])}\n{WHY}{LATER}")
    assert 1 == run(*words, most).exit_code

    one = f'samples = "{films[0]}"\n{WHY}{LATER}'
    written(f"samples = {json.dumps(films[1:])}\n{WHY}{LATER}", one)
    done(*words, most)


def test_an_expired_entry_no_longer_counts(audited: Path) -> None:
    """After its last day the finding stops the build again, and that is told."""
    own = first(audited)["fingerprint"]
    path = written(f'finding = "{own}"\n{WHY}expires = 2020-01-31\n')
    result = run("report", audited, "--fail-on", "low", "--suppressions", path)

    assert 1 == result.exit_code
    assert f"{own} (our lead marker) expired on 2020-01-31" in result.stderr


def test_an_entry_that_is_not_needed_is_told(audited: Path) -> None:
    """What suppresses nothing is to be taken out of the file."""
    path = written(f'samples = ["{FILM}"]\n{WHY}{LATER}')
    result = done("report", audited, "--suppressions", path)

    assert "1 film (our lead marker) is not needed" in result.stderr


def test_the_last_day_counts() -> None:
    """An entry counts on the day that it names, and not on the next."""
    path = written(f'finding = "{TRIGGER.fingerprint}"\n{WHY}expires = {TODAY}\n')

    assert 1 == len(Suppressions.read(path, TODAY).living)
    assert 0 == len(Suppressions.read(path, date(2026, 5, 5)).living)


def test_only_what_is_named_is_suppressed() -> None:
    """Other findings, of another kind, label, direction or place, stay as they are."""
    path = written(f'finding = "{TRIGGER.fingerprint}"\n{WHY}{LATER}')
    record = Suppressions.read(path, TODAY).apply(POISONED)

    assert [True, False] == [f.suppressed is not None for f in record.findings]
    assert LOW.severity == record.worst()


def test_a_fingerprint_outlives_numbers() -> None:
    """Ids, chances, notes and films come and go; kind, label and place decide."""
    assert TRIGGER.where is not None
    same = replace(TRIGGER, id="F9", p_value=0.1, notes=(), samples=())
    moved = replace(TRIGGER, where=replace(TRIGGER.where, box=(0, 0, 3, 5)))
    others = [
        replace(TRIGGER, kind="shortcut"), replace(TRIGGER, label="Nodule"),
        replace(TRIGGER, direction="remove"), moved, replace(TRIGGER, where=None),
        replace(TRIGGER, where=None, subject="view"),
    ]  # fmt: skip

    assert TRIGGER.fingerprint == same.fingerprint
    assert 7 == len({one.fingerprint for one in (TRIGGER, *others)})
    stamp = replace(TRIGGER, kind="stamp")
    assert stamp.fingerprint == replace(stamp, label="Nodule").fingerprint


BAD = {
    "finding = ": "cannot read suppressions.toml",
    f'findnig = "{FILM[:16]}"\n{WHY}{LATER}': "did you mean 'finding'",
    f'finding = "F1"\n{WHY}{LATER}': "'F1' is no fingerprint of a finding",
    f'finding = "{FILM[:16]}"\n{WHY}': "an entry has no expires",
    f'finding = "{FILM[:16]}"\n{LATER}': "an entry has no reason and no reviewer",
    f"{WHY}{LATER}": "an entry names either a finding or samples",
    f'samples = ["x"]\n{WHY}{LATER}': "'x' is no digest of a film's pixels",
    f"samples = []\n{WHY}{LATER}": "an empty list is no digest",
    f'finding = "{FILM[:16]}"\n{WHY}expires = "soon"': "expires is a day, such as",
    f'finding = "{FILM[:16]}"\n{WHY}expires = 2026-02-30': "cannot read suppressions",
    f'finding = "{FILM[:16]}"\n{WHY}expires = 2026-01-01T10:00:00': "expires is a day",
    f'finding = "{FILM[:16]}"\nsamples = ["{FILM}"]\n{WHY}{LATER}': "either a finding",
}


@pytest.mark.parametrize("entry", BAD)
def test_a_bad_entry_is_refused(audited: Path, entry: str) -> None:
    """One line names the file and what is wrong, before any work."""
    said = refused("report", audited, "--suppressions", written(entry))

    assert BAD[entry] in said


@pytest.mark.parametrize(
    ("text", "error"),
    [("supress = []", UnknownNameError), ("suppress = 3", BadInputError)],
)
def test_another_table_is_refused(text: str, error: type[Exception]) -> None:
    """A misspelt table would suppress nothing, silently."""
    Path("suppressions.toml").write_text(text, encoding="utf-8")
    with pytest.raises(error, match="suppress"):
        Suppressions.read(Path("suppressions.toml"), TODAY)
