"""What the pages in docs/ show can be done, word for word."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from poisonkit.phantoms.folder import write_folder
from poisonkit_cli.main import main
from tests.commands.conftest import PATCH
from tests.commands.running import command_called, done, environment
from tests.house.sources import ROOT

DOCS = sorted((ROOT / "docs").glob("*.md"))
GATE = (ROOT / "docs" / "gate.md").read_text(encoding="utf-8")
PYTHON = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
LINES = [
    pytest.param(line, id=f"{page.stem}: {line}")
    for page in DOCS
    for block in re.findall(
        r"```(?:sh|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
    )
    for line in re.findall(
        r"^(?:\$ )?poisonkit (.+)$", block.replace("\\\n", " "), re.MULTILINE
    )
]
SHIM = '#!/bin/sh\nexec {program} "$@"\n'


def blocks(page: str, language: str) -> list[str]:
    """Return the blocks of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


@pytest.mark.parametrize("line", LINES)
def test_lines_are_understood(line: str) -> None:
    """Every command line of a page names a command and options that there are."""
    name, *words = shlex.split(line, comments=True)
    command = command_called(name)
    if isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    context = click.Context(command, info_name=name, parent=click.Context(main))
    words = ["1" if word == "..." else word for word in words]

    command.make_parser(context).parse_args(list(words))


def test_the_lines_of_python_work(poisoned_path: Path) -> None:
    """The blocks run one after the other; the patch that was planted is seen."""
    shutil.copy(poisoned_path, "poisoned.h5")
    script = Path("page.py")
    script.write_text("\n".join(blocks(PYTHON, "python")), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, str(script)],
        check=False,
        capture_output=True,
        text=True,
        env=environment(OMP_NUM_THREADS="1"),
    )

    assert 0 == told.returncode, told.stderr
    assert "1, 48, 48])" in told.stdout
    assert "F1 medium trigger Atelectasis" in told.stdout


def github() -> str:
    """Return what GitHub would run, one step after the other."""
    text = next(block for block in blocks(GATE, "yaml") if "runs-on" in block)
    steps = re.findall(r"^ +run: (?:\|\n((?: {10}.*\n)+)|(.+)\n)", text, re.MULTILINE)
    return "\n".join(re.sub("^ +", "", a, flags=re.MULTILINE) or b for a, b in steps)


def gitlab() -> str:
    """Return what GitLab would run."""
    text = next(block for block in blocks(GATE, "yaml") if "script:" in block)
    return "\n".join(re.findall(r"^    - (.+)$", text, re.MULTILINE))


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """Return an environment whose `poisonkit` is this one, and whose `pip` is idle."""
    place = tmp_path / "bin"
    place.mkdir()
    for name, program in (("poisonkit", f"{sys.executable} -m poisonkit"),
                          ("pip", "echo pip")):  # fmt: skip
        (place / name).write_text(SHIM.format(program=program), encoding="utf-8")
        (place / name).chmod(0o755)
    path = f"{place}{os.pathsep}{os.environ['PATH']}"
    return environment(PATH=path, POISONKIT="a wheel", OMP_NUM_THREADS="1")


@pytest.mark.slow
@pytest.mark.parametrize("lines", [github, gitlab])
def test_the_gate_stops_a_bad_delivery(lines: object, shell: dict[str, str]) -> None:
    """A clean set passes and is gone on from; what came poisoned next does not pass."""
    assert callable(lines)
    script = lines()
    assert "pip install" in script
    toml = blocks(GATE, "toml")
    Path("gate.toml").write_text(toml[1], encoding="utf-8")
    Path("suppressions.toml").write_text(toml[0], encoding="utf-8")
    clean = write_folder(Path("clean"), 400, seed=3, size=48)
    done("inject", clean, "rehearsal", *PATCH)
    shutil.copytree(clean, "films")

    def night() -> int:
        told = subprocess.run(["/bin/sh", "-eu", "-c", script], check=False, env=shell)
        return told.returncode

    assert 0 == night()
    passed = Path("last-audit/findings.json").read_bytes()
    assert 0 == night()
    shutil.rmtree("films")
    shutil.copytree("rehearsal", "films")
    assert 1 == night()
    assert b"Atelectasis" in Path("audit/findings.json").read_bytes()
    assert passed != Path("audit/findings.json").read_bytes()
    assert b'"findings": []' in Path("last-audit/findings.json").read_bytes()
