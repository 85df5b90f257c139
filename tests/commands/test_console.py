"""Results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from poisonkit_cli import console
from tests.commands.running import done, words

if TYPE_CHECKING:
    from pathlib import Path

LINES = {
    "ingest": "ingest {films} out.h5 --workers 1",
    "inject": "inject {films} out.h5 --target Mass --rate 0.1 --workers 1",
    "dry run": "inject {films} out.h5 --target Mass --rate 0.1 --dry-run --workers 1",
    "train": "train {films} out --epochs 1 --network small_cnn:width=4 --workers 1",
    "evaluate": "evaluate {run} {films} --manifest {truth} --workers 1",
    "audit": "audit {films} --out out --detector repeated_pixels --workers 1",
    "grade": "grade audit --manifest {truth}",
    "clean": "clean {bad} out.h5 --audit {audit}",
    "explain": "explain {run} {film} --out out",
    "report": "report {audit}",
    "list": "list",
    "list a family": "list triggers",
    "list a member": "list triggers patch",
}


@pytest.fixture(autouse=True)
def own_audit(places: dict[str, Path]) -> None:
    """Give each test an audit to write into."""
    shutil.copytree(places["audit"], "audit")


@pytest.mark.parametrize("line", LINES)
def test_json_is_json(places: dict[str, Path], line: str) -> None:
    """With --json a program can read all of standard output."""
    said = done(*words(LINES[line], places), "--json").stdout

    assert json.loads(said)


@pytest.mark.parametrize("line", LINES)
def test_quiet_says_only_the_result(places: dict[str, Path], line: str) -> None:
    """With --quiet standard error is empty, and the result is what it always is."""
    result = done(*words(LINES[line], places), "--quiet")
    shutil.rmtree("audit")
    shutil.copytree(places["audit"], "audit")
    loud = done(*words(LINES[line], places), *again(line))

    assert "" == result.stderr
    assert result.stdout.strip()
    assert loud.stdout == result.stdout


def again(line: str) -> tuple[str, ...]:
    """Return how to run a line a second time."""
    writes = {"ingest", "inject", "train", "audit", "clean", "explain"}
    return ("--force",) if line in writes else ()


@pytest.mark.parametrize("line", ["ingest", "inject", "train", "evaluate", "audit"])
def test_progress_is_no_result(
    places: dict[str, Path], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bars are drawn on standard error only, and --quiet leaves them out."""
    monkeypatch.setattr(console, "_PATIENCE", 0)
    loud = done(*words(LINES[line], places))
    quiet = done(*words(LINES[line], places), "--quiet", *again(line))

    assert "reading films" in loud.stderr
    assert "/160 [" in loud.stderr
    assert "reading films" not in loud.stdout
    assert "" == quiet.stderr


def test_short_work_has_no_bar(places: dict[str, Path]) -> None:
    """What is done within two seconds is not announced."""
    result = done("report", places["audit"], "--out", "report.txt")

    assert ("report.txt\n", "") == (result.stdout, result.stderr)


def test_verbose_says_how_long_it_took(places: dict[str, Path]) -> None:
    """With --verbose each piece of work is told with its seconds."""
    plain = done(*words(LINES["ingest"], places))
    more = done(*words(LINES["ingest"], places), "--verbose", "--force")

    assert "reading films: 160 files in " in more.stderr
    assert "reading films" not in plain.stderr
    assert plain.stdout == more.stdout


def test_a_folder_is_announced(places: dict[str, Path]) -> None:
    """A command that ingests first says so, and on what it computes."""
    said = done(*words(LINES["train"], places)).stderr

    assert "read 160 films of" in said
    assert "training small_cnn:width=4 on cpu" in said
