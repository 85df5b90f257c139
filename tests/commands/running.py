"""Run commands in this process, and hold what every one of them promises."""

from __future__ import annotations

import os
import shlex
from hashlib import sha256
from typing import TYPE_CHECKING

import click
from click.testing import CliRunner, Result

from poisonkit_cli.main import main
from tests.house.sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


COMMANDS = main.list_commands(click.Context(main))


def command_called(name: str) -> click.Command:
    """Return one command."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    return command


def run(*words: object) -> Result:
    """Return what `poisonkit` says to these *words*."""
    return CliRunner().invoke(main, [str(word) for word in words])


def done(*words: object) -> Result:
    """Run a command that has to go well."""
    result = run(*words)
    assert 0 == result.exit_code, result.output
    return result


def refused(*words: object, code: int = 2) -> str:
    """Return the one line with which a command is refused."""
    result = run(*words, "--quiet")
    assert code == result.exit_code, result.output or result.exception
    assert "" == result.stdout
    return one_line(result.stderr)


def one_line(said: str) -> str:
    """Return the line of an error; click may say the usage before it."""
    assert "Traceback" not in said
    lines = said.splitlines()
    if lines[0].startswith("Usage: "):
        lines = lines[lines.index("") + 1 :]
    assert 1 == len(lines), said
    assert lines[0].startswith("Error: ")
    return lines[0].removeprefix("Error: ")


def everything(place: Path) -> dict[str, str]:
    """Return all that lies below *place*, folders too, and a digest of each file."""
    return {
        str(path.relative_to(place)): _digest(path) for path in sorted(place.rglob("*"))
    }


def _digest(path: Path) -> str:
    return "" if path.is_dir() else sha256(path.read_bytes()).hexdigest()


def words(line: str, places: Mapping[str, Path]) -> list[str]:
    """Return the words of a command line in which places stand in braces."""
    return [word.format(**places) for word in shlex.split(line)]


def environment(**more: str) -> dict[str, str]:
    """Return what a process of its own needs to find poisonkit, as it is here."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "cli")])
    return {**os.environ, "PYTHONPATH": paths, **more}
