"""What the README says is so."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import click
import pytest

from poisonkit.phantoms.folder import write_folder
from poisonkit_cli.main import NothingToAudit, Refusal
from tests.commands.conftest import PIXELS
from tests.commands.running import COMMANDS, command_called, done, refused, run
from tests.house.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\$ poisonkit (.+)$", README, re.MULTILINE)
SECTION = README.partition("\n| command |")[2].partition("\n\n")[0]
TABLE = dict(re.findall(r"^\| `([a-z]+)([^`]*)` \|", SECTION, re.MULTILINE))
EXAMPLE = "".join(re.findall(r"```toml\n(.*?)```", README, re.DOTALL))


def narrow(name: str) -> Path:
    """Return a folder of films of two labels."""
    folder = write_folder(Path(name), 150, seed=0, size=32)
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        columns = ["image", "patient_id", "split", "Effusion", "Mass"]
        table = csv.DictWriter(file, columns, extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    return folder


@pytest.mark.slow
def test_every_line_works() -> None:
    """The lines run one after the other, as they stand there, on a small `demo/`."""
    write_folder(Path("demo/films"), 300, seed=0, size=48, form="dicom", bits=12)
    assert len(LINES) >= 10
    for line in LINES:
        words = shlex.split(line)
        if "--deep" in words:  # takes as long as there are labels
            done("ingest", narrow("few"), "poisoned.h5", "--force")
        result = run(*words)
        assert 0 == result.exit_code, f"{line}\n{result.output}\n{result.exception}"


def test_every_command_is_in_the_table() -> None:
    """The table names the commands there are, and no other; `make demo` is the rest."""
    assert set(COMMANDS) - {"demo"} == set(TABLE) - {"demo"}


@pytest.mark.parametrize("name", TABLE)
def test_the_table_shows_what_is_asked_for(name: str) -> None:
    """Arguments and options of the table are the command's own."""
    command, shown = command_called(name), TABLE[name].split()
    if isinstance(command, click.Group):
        command = command.commands[shown.pop(0)]
    params = command.params
    options = {option for param in params for option in param.opts}

    assert {word for word in shown if word.startswith("--")} <= options
    needed = {p.opts[0] for p in params if isinstance(p, click.Option) and p.required}
    assert needed <= {*shown, "--target", "--rate", "--out"}
    arguments = [param for param in params if isinstance(param, click.Argument)]
    plain = re.sub(r"--[a-z-]+ [A-Z]+", "", " ".join(shown)).split()
    assert len(arguments) == len(plain)


def test_every_option_exists() -> None:
    """No `--option` that is named anywhere is an invention."""
    options = {
        option
        for name in COMMANDS
        for param in command_called(name).params
        for option in param.opts
    } | {"--help"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README))

    assert len(named) > 10
    assert set() == named - options


def test_the_example_of_options_is_accepted() -> None:
    """The TOML file of the README is understood by every command."""
    assert EXAMPLE
    Path("example.toml").write_text(EXAMPLE, encoding="utf-8")

    done("list", "--config", "example.toml")
    said = refused("audit", "nowhere", "--out", "x", "--config", "example.toml")
    assert "nowhere does not exist" in said


def test_the_exit_codes_are_these(poisoned_path: Path, folder: Path) -> None:
    """0, 1, 2 and 3 mean what is written there."""
    told = README.partition("Exit codes: ")[2].partition("\n\n")[0]
    codes = dict(part.split(maxsplit=1) for part in " ".join(told.split()).split("; "))
    audit = ("audit", poisoned_path, *PIXELS, "--out")

    assert ["0", "1", "2", "3"] == list(codes)
    assert codes["0"] == "done"
    assert 0 == run(*audit, "a").exit_code
    assert codes["1"] == "findings at or above `--fail-on`"
    assert 1 == run(*audit, "b", "--fail-on", "low").exit_code
    assert codes["2"] == "bad usage or input"
    assert 2 == run(*audit, "a").exit_code == run("frobnicate").exit_code
    assert 2 == Refusal.exit_code
    assert codes["3"] == "nothing could be audited."
    assert 3 == run("audit", folder, "--unlabelled", "--out", "c").exit_code
    assert 3 == NothingToAudit.exit_code


def test_the_measures_of_the_glossary_are_measured(places: dict[str, Path]) -> None:
    """`evaluate` prints every measure that the README defines."""
    table = README.partition("\n## Words\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", table))
    words = (places["run"], places["data"], "--manifest", places["truth"], "--json")
    said = done("evaluate", *words).stdout

    assert len(named) >= 5
    assert set() == {name for name in named if f'"{name}"' not in said}


def test_make_knows_its_targets() -> None:
    """Every `make` line of the README is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"^make (\w+)|`make (\w+)", README, re.MULTILINE))
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))

    assert {a or b for a, b in named} <= targets
