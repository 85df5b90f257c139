"""The page of the docs about reviewing."""

from __future__ import annotations

import re
import shlex

import click

from poisonkit_cli.main import main
from tests.commands.running import command_called
from tests.house.sources import ROOT

PAGE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
INDEX = ROOT / "poisonkit" / "reviewing" / "page" / "index.html"


def test_its_lines_are_understood() -> None:
    """Every command that it shows is one, with options that there are."""
    lines = re.findall(r"^\$ poisonkit (.+)$", PAGE, re.MULTILINE)

    assert len(lines) >= 2
    for line in lines:
        name, *words = shlex.split(line)
        parent = click.Context(main, **main.context_settings)
        command_called(name).make_context(name, words, parent=parent)


def test_its_keys_are_the_page_s() -> None:
    """Each key of the table stands in the page's own help."""
    table = PAGE.partition("| key | does |")[2].partition("\n\n")[0]
    shown = set(re.findall(r"<kbd>(.+?)</kbd>", INDEX.read_text(encoding="utf-8")))
    named = set(re.findall(r"`(\S+)`", table)) - {"Home", "End"}

    assert len(named) > 20
    assert set() == named - shown


def test_its_pictures_are_small() -> None:
    """All that were taken are shown, and none is heavy."""
    taken = {path.name: path for path in (ROOT / "docs").glob("review-*.png")}

    assert set(taken) == set(re.findall(r"\((review-\w+\.png)\)", PAGE))
    assert all(path.stat().st_size < 150_000 for path in taken.values())
