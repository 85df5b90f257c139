"""What helps whoever meets poisonkit for the first time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from poisonkit_cli.config import options_of, read_config
from poisonkit_cli.main import main
from tests.commands.running import COMMANDS, command_called, done, environment, run

PARENT = click.Context(main, info_name="poisonkit")
SPEAKING = [
    name
    for name in COMMANDS
    if "config" in {param.name for param in command_called(name).params}
]
COMPLETE = """
import sys
from poisonkit_cli.main import main
sys.argv = ["poisonkit"]
main(prog_name="poisonkit")
"""


def template(mark: str = "# ") -> str:
    """Return the template; without the *mark* every option is set."""
    text = done("config").stdout
    return re.sub(rf"^{mark}([a-z-]+ = )", r"\1", text, flags=re.MULTILINE)


def capitals(value: object) -> bool:
    """Return whether *value* is to be filled in."""
    word = value[0] if isinstance(value, list) else value
    return isinstance(word, str) and word.upper() == word and not word.isdigit()


def test_the_template_changes_nothing() -> None:
    """As it is printed it is a file of options that sets none."""
    Path("poisonkit.toml").write_text(done("config").stdout, encoding="utf-8")
    done("list", "--config", "poisonkit.toml")
    tables = tomllib.loads(done("config").stdout)

    assert set(SPEAKING) == set(tables)
    assert not any(tables.values())


@pytest.mark.parametrize("name", SPEAKING)
def test_the_template_holds_the_defaults(name: str) -> None:
    """With every mark off, each option is known, and set to what it is without."""
    tables = tomllib.loads(template())
    told = {key: value for key, value in tables[name].items() if not capitals(value)}
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in told.items())
    Path("poisonkit.toml").write_text(f"[{name}]\n{lines}\n", encoding="utf-8")
    command = command_called(name)
    ctx = click.Context(command, info_name=name, parent=PARENT)
    read_config(ctx, command.params[0], Path("poisonkit.toml"))
    options = options_of(command)

    assert set(options) - {"quiet", "verbose", "json"} == set(tables[name])
    for key in told:
        option = options[key]
        said = option.type_cast_value(ctx, (ctx.default_map or {})[option.name or ""])
        assert said == option.get_default(click.Context(command)), key


def test_every_option_is_explained_in_the_template() -> None:
    """What `--help` says of an option stands above it, and what is a must is told."""
    text = " ".join(done("config").stdout.replace("\n#   ", " ").split())
    for name in SPEAKING:
        for option in options_of(command_called(name)).values():
            if option.opts[0] not in {"--quiet", "--verbose", "--json"}:
                assert " ".join((option.help or "").split()) in text

    assert 'It must be given, here or on the command line. # out = "PATH"' in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes(shell: str) -> None:
    """The script asks poisonkit itself, under the name that it is installed as."""
    said = done("completion", shell).stdout

    assert "_POISONKIT_COMPLETE" in said
    assert "poisonkit" in said


def completions(*words: str) -> list[str]:
    """Return what the shell is offered for the last of *words*."""
    told = subprocess.run(
        [sys.executable, "-c", COMPLETE],
        check=True,
        capture_output=True,
        text=True,
        env=environment(
            _POISONKIT_COMPLETE="bash_complete",
            COMP_WORDS=" ".join(words),
            COMP_CWORD=str(len(words) - 1),
        ),
    )
    return told.stdout.splitlines()


def test_completion_completes() -> None:
    """What the script asks is answered: commands, and options of a command."""
    assert "plain,compare" in completions("poisonkit", "comp")
    assert "plain,--since" in completions("poisonkit", "audit", "--si")
    assert "POISONKIT_COMPLETE" not in " ".join(os.environ)


def test_completion_after_a_misspelt_command_is_quiet() -> None:
    """Nothing is complained of while somebody still types."""
    assert not [one for one in completions("poisonkit", "adit", "--ou") if "out" in one]


SUGGESTED = {
    "adit data.h5": "No such command 'adit'. Did you mean 'audit'?",
    "audit data.h5 --fial-on low": "Did you mean '--fail-on'?",
    "audit data.h5 --out x --detector spectr": "did you mean 'spectre'?",
    "list detektors": "did you mean 'detectors'?",
    "list spectre": "one of the detectors: poisonkit list detectors spectre",
    "inject data.h5 x.h5 --target mass --rate 0.1 --trigger patch": "mean 'Mass'?",
    "inject data.h5 x.h5 --target Mass --rate 0.1 --trigger patch:sise=3":
        "patch has no parameter 'sise'; did you mean 'size'?",
}  # fmt: skip


@pytest.mark.parametrize("line", SUGGESTED)
def test_errors_suggest(dataset_path: Path, line: str) -> None:
    """Commands, options, members, parameters and labels: what was meant is guessed."""
    words = [str(dataset_path) if w == "data.h5" else w for w in line.split()]
    result = run(*words)

    assert 2 == result.exit_code
    assert SUGGESTED[line] in result.stderr


def test_a_detector_says_what_it_needs() -> None:
    """`list detectors NAME` tells what it does, what it needs and whose idea it was."""
    said = done("list", "detectors", "spectral_signature").stdout

    assert "Needs residuals." in said
    assert "Tran" in said
