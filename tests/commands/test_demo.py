"""`poisonkit demo`: the whole job, and a table of what came out of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from poisonkit.workflows import play
from tests.commands.running import done

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

MODELS = ("backdoored", "twin", "cleaned")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the demo is."""
    return tmp_path_factory.mktemp("demo") / "shown"


@pytest.fixture(scope="module")
def shown(place: Path) -> Iterator[Result]:
    """Return what a smaller demo says."""
    smaller = {"FILMS": 500, "SIDE": 48, "RATE": 0.08, "EPOCHS": 4}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in smaller.items():
            patch.setattr(play, name, value)
        yield done("demo", "--out", place)


@pytest.fixture
def told(shown: Result, place: Path) -> dict[str, Any]:
    """Return what the demo wrote down."""
    assert shown.exit_code == 0
    values: dict[str, Any] = json.loads((place / "demo.json").read_bytes())
    return values


@pytest.mark.slow
def test_the_table_has_the_numbers_of_the_run(
    shown: Result, told: dict[str, Any]
) -> None:
    """What is printed of the models stands in demo.json, digit by digit."""
    rows = {
        line[:30].strip(): line[30:].split()
        for line in shown.stdout.splitlines()
        if line.startswith(("attack", "  the same", "clean AUROC"))
    }
    attacks = [told["models"][name]["attack"] for name in MODELS]
    aurocs = [told["models"][name]["clean_auroc"] for name in MODELS]

    success = [f"{attack['attack_success_rate']:.1%}" for attack in attacks]
    assert success == rows["attack success, with trigger"]
    untouched = [f"{attack['untouched_rate']:.1%}" for attack in attacks]
    assert untouched == rows["the same films without"]
    assert [f"{value:.3f}" for value in aurocs] == rows["clean AUROC"]


@pytest.mark.slow
def test_the_table_has_the_audits(shown: Result, told: dict[str, Any]) -> None:
    """How many were found, of how many, how many wrongly, in both data sets."""
    poisoned, control = told["audits"]["poisoned"], told["audits"]["control"]
    wrongly = poisoned["flagged"] - poisoned["right"]
    found = f"found {poisoned['right']} of {poisoned['poisoned']} poisoned films"
    false = f"{len(control['false_findings'])} false findings"

    assert f"{found}, {wrongly} wrongly\n" in shown.stdout
    assert f"{false}, {control['flagged']} films flagged\n" in shown.stdout
    assert poisoned["summary"] in shown.stdout
    assert control["summary"] in shown.stdout


@pytest.mark.slow
def test_the_demo_finds_what_it_planted(shown: Result, told: dict[str, Any]) -> None:
    """The trigger is found at its place, nothing is accused wrongly, and it is gone."""
    audits = told["audits"]
    spots = re.findall(r"at x = (\d+), y = (\d+)", shown.stdout)
    planted = re.findall(r"planted at x = (\d+), y = (\d+)", shown.stdout)

    assert audits["poisoned"]["found"]
    assert audits["poisoned"]["recall"] >= 0.95
    assert audits["poisoned"]["flagged"] == told["removed"]
    assert 0 == audits["control"]["flagged"]
    assert 1 == len(planted) == len(set(spots))


@pytest.mark.slow
def test_the_folder_is_whole(shown: Result, place: Path) -> None:
    """The report that the table names is there, and so is all that README works on."""
    report = re.findall(r"^report +(.+)$", shown.stdout, re.MULTILINE)

    assert [str(place / "audit-poisoned/report.html")] == report
    assert Path(report[0]).is_file()
    assert (place / "films/images/P0000_000.dcm").is_file()
    assert (place / "audit-control/report.html").is_file()


@pytest.mark.slow
def test_the_acts_are_announced(shown: Result) -> None:
    """Each act is told on standard error, with the seconds so far."""
    told = re.findall(r"^ *\d+ s  (\w+): ", shown.stderr, re.MULTILINE)

    acts = "phantoms ingest inject train train audit audit clean train screen screen"
    assert acts.split() == told


@pytest.mark.slow
def test_arriving_films_are_counted(shown: Result, told: dict[str, Any]) -> None:
    """Of every kind the table says how many were stopped, as demo.json has it."""
    arrived = told["arrived"]

    assert 40 == sum(count["films"] for count in arrived.values())
    assert "SCREENING     40 films arrive" in shown.stdout
    for kind, count in arrived.items():
        line = f"{kind:<14}{count['suspects']} of {count['films']} stopped"
        assert line in shown.stdout
