"""The wheel holds what is needed, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.commands.running import done
from tests.house.sources import ROOT

PARTS = ("poisonkit", "cli", "tests", "docs", "pyproject.toml", "README.md", "LICENSE")
BUILD = "from hatchling.build import build_wheel; print(build_wheel('dist'))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel, built from a copy of the tree without any network."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, tree / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, tree / part)
    built = subprocess.run(
        [sys.executable, "-c", BUILD],
        cwd=tree,
        check=True,
        capture_output=True,
        text=True,
    )
    return tree / "dist" / built.stdout.strip()


def test_every_file_is_in_the_wheel(wheel: Path) -> None:
    """Both packages, the templates and the marker of types; no tests, nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    sources = {
        str(path.relative_to(root))
        for root, package in ((ROOT, "poisonkit"), (ROOT / "cli", "poisonkit_cli"))
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    rest = {name for name in held if ".dist-info/" in name}

    assert sources == held - rest
    assert "poisonkit/py.typed" in sources
    assert any(name.startswith("poisonkit/reports/templates/") for name in sources)
    assert any(name.endswith("LICENSE") for name in rest)


def test_the_wheel_has_the_command(wheel: Path) -> None:
    """Installing it makes a `poisonkit` command, for the Pythons that are promised."""
    with zipfile.ZipFile(wheel) as archive:
        (points,) = (n for n in archive.namelist() if n.endswith("entry_points.txt"))
        (about,) = (n for n in archive.namelist() if n.endswith("/METADATA"))
        said = archive.read(points).decode()
        metadata = archive.read(about).decode()

    assert "[console_scripts]\npoisonkit = poisonkit_cli.main:main" in said
    assert "\nRequires-Python: >=3.11\n" in metadata
    assert "\nLicense-Expression: Apache-2.0\n" in metadata


def test_the_wheel_runs_alone(wheel: Path, tmp_path: Path) -> None:
    """Unpacked anywhere, it finds all of its members and its templates."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = "import poisonkit; print(poisonkit.__file__)"
    outputs = [
        subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        ).stdout
        for words in (("-c", code), ("-m", "poisonkit", "list"))
    ]

    assert Path(outputs[0].strip()).is_relative_to(tmp_path.resolve())
    assert done("list").stdout == outputs[1]
