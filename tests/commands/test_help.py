"""`--help` says what everything does, and is there at once."""

from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest

from poisonkit import __version__
from tests.commands.running import COMMANDS, command_called, done, environment

HEAVY = {
    "torch", "torchvision", "numpy", "scipy", "sklearn", "pydicom", "imagecodecs",
    "PIL", "h5py", "pydantic", "captum", "matplotlib", "jinja2", "tqdm", "safetensors",
}  # fmt: skip
LISTEN = """
import json, sys
from click.testing import CliRunner
from poisonkit_cli.main import main
for words in json.loads(sys.argv[1]):
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_all_commands_are_listed() -> None:
    """The list has every command with its first line, whole."""
    lines = done("--help").stdout.partition("Commands:\n")[2].splitlines()
    told = dict(line.split(maxsplit=1) for line in lines)

    assert COMMANDS == list(told)
    assert len(told) >= 11
    for name, line in told.items():
        first = (command_called(name).help or "").partition("\n")[0]
        assert first.strip() == line
        assert line.endswith(".")
        assert not line.endswith("..")


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_a_command_explains_itself(name: str, flag: str) -> None:
    """Usage, what it does, and every option with a sentence about it."""
    text = done(name, flag).stdout
    options = [p for p in command_called(name).params if isinstance(p, click.Option)]

    assert text.startswith(f"Usage: main {name} ")
    for option in options:
        assert option.opts[0] in text
        assert option.help, option.opts
        assert option.help.endswith("."), option.help


def test_the_version_is_the_package_s() -> None:
    """`poisonkit --version` says one line."""
    assert f"poisonkit {__version__}\n" == done("--version").stdout


def test_help_imports_nothing_heavy() -> None:
    """No help and no refused option waits for torch, numpy or a DICOM reader."""
    words = [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)]
    told = subprocess.run(
        [sys.executable, "-c", LISTEN, json.dumps(words)],
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
    )
    loaded = set(json.loads(told.stdout))

    assert "click" in loaded
    assert set() == HEAVY & loaded


@pytest.mark.parametrize("module", ["poisonkit", "poisonkit_cli"])
def test_modules_are_the_same_program(module: str) -> None:
    """`python -m` does what the script does, and says so in its usage."""
    told = subprocess.run(
        [sys.executable, "-m", module, "ingest", "--help"],
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
    )
    usage = told.stdout.splitlines()[0]

    assert usage.endswith("poisonkit ingest [OPTIONS] SRC OUT")
    assert "" == told.stderr
