"""The page of triggers shows every one there is."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from poisonkit.triggers import TRIGGERS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "contact_sheet.py"))


def test_the_page_is_what_the_script_writes(script: dict[str, Any]) -> None:
    """Every trigger, every parameter; or else run python docs/contact_sheet.py."""
    text = (DOCS / "triggers.md").read_text(encoding="utf-8")

    assert script["page"](text) == text
    assert not [name for name in TRIGGERS.modules() if f"| `{name}` |" not in text]


def test_the_picture_has_a_strip_for_each(script: dict[str, Any]) -> None:
    """It is as large as the one drawn now, grey, and small enough to be fetched."""
    path = DOCS / "triggers.png"
    drawn = script["sheet"]()
    with Image.open(path) as picture:
        assert drawn.size == picture.size
        assert picture.mode in {"L", "P"}

    assert path.stat().st_size < 600_000


def test_a_strip_shows_film_stamp_and_difference(script: dict[str, Any]) -> None:
    """The first third is the film, the last one grey but for what was changed."""
    film = script["film"]()
    strip = script["strip"]("collimation", film)
    size = script["SIZE"]

    assert (film == strip[:, :size]).all()
    assert (film != strip[:, size : 2 * size]).any()
    assert 0.5 == strip[size // 2, -size // 2]
    assert strip[0, -size // 2] != 0.5
