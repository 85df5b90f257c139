"""Films as they arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from poisonkit.errors import BadInputError
from poisonkit.preparation import Preparation
from poisonkit.screening.arrivals import (
    Receiving,
    as_they_come,
    in_blocks,
    named_in,
    received,
)

if TYPE_CHECKING:
    from pathlib import Path

RECEIVING = Receiving(preparation=Preparation(size=16, bits=8))


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Return a folder of two films, a text, and a broken one."""
    folder = tmp_path / "films"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        Image.fromarray(np.full((20, 20), 90, np.uint8)).save(folder / name)
    (folder / "c.png").write_bytes((folder / "a.png").read_bytes()[:40])
    (folder / "notes.txt").write_text("no film")
    (folder / ".hidden.png").write_bytes(b"")
    return folder


def test_every_file_gets_its_answer(films: Path) -> None:
    """A film comes with its pixels, anything else with a reason; nothing is lost."""
    named, refused = named_in([films])
    came = [
        one
        for block in received(in_blocks(named), RECEIVING, workers=1, limit=30)
        for one in block
    ]

    assert ["a.png", "b.png", "c.png", "notes.txt"] == [one.image for one in came]
    shapes = [one.pixels.shape for one in came if one.pixels is not None]
    assert [(16, 16), (16, 16)] == shapes
    assert ["cannot-decode", "not-an-image"] == [one.reason for one in came[2:]]
    assert [".hidden.png"] == [one.image for one in refused]


def test_a_path_that_is_not_there_is_refused(films: Path) -> None:
    """A name on the command line that leads nowhere is a slip, not a broken film."""
    with pytest.raises(BadInputError, match="does not exist"):
        named_in([films / "missing.png"])


def test_lines_are_taken_as_they_come(films: Path) -> None:
    """Empty lines are no paths; a path that leads nowhere is a row with a reason."""
    lines = [f"{films / 'a.png'}\n", "\n", "nowhere.png\r\n", "odd\0name\n"]
    named = [each for block in as_they_come(lines) for each in block]
    came = [RECEIVING(each) for each in named]

    assert 3 == len(came)
    assert ["", "no-access", "no-access"] == [one.reason for one in came]
