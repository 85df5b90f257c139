"""Labels renamed and merged on the way in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadParameterError, UnknownNameError
from poisonkit.intake.boxes import boxes_text
from poisonkit.intake.renaming import parse_map, renamed
from poisonkit.layouts.base import Box, Entry, Table
from poisonkit.preparation import Preparation
from tests.stages.making import films, folder_of, ingested

if TYPE_CHECKING:
    from pathlib import Path

TABLE = (
    "image,Effusion,Pleural Effusion,Mass\n"
    "0.png,1,0,0\n1.png,0,0,1\n2.png,0,-1,0\n3.png,,1,\n4.png,-1,,0\n"
)


def test_two_labels_become_one(tmp_path: Path) -> None:
    """Present if either is, absent if both are, else unknown; in the first's place."""
    source = folder_of(tmp_path / "in", TABLE, films(5))
    data = ingested(source, tmp_path / "out", map=("Pleural Effusion=Effusion",))

    assert ("Effusion", "Mass") == data.label_names
    assert [1, 0, -1, 1, -1] == data.labels[:, 0].tolist()
    assert [0, 1, 0, -1, 0] == data.labels[:, 1].tolist()
    assert ["Pleural Effusion=Effusion"] == data.lineage.parameters["map"]


def test_a_label_is_renamed(tmp_path: Path) -> None:
    """Its values stay its own; names may hold blanks, and an equals sign in the old."""
    source = folder_of(tmp_path / "in", TABLE, films(5))
    data = ingested(source, tmp_path / "out", map=("Mass=Lung tumour",))

    assert ("Effusion", "Pleural Effusion", "Lung tumour") == data.label_names
    assert [0, 1, 0, -1, 0] == data.labels[:, 2].tolist()


def test_what_names_labels_is_renamed_with_them() -> None:
    """Boxes, doubts and votes go by the new name, too."""
    meta = {"votes": "Mass 2/3|Nodule 1/3", "uncertain": "Mass|Nodule", "view": "Mass"}
    box = Box(label="Mass", x=1, y=2, width=3, height=4)
    entry = Entry(file="a.png", labels=(1, 0), boxes=(box,), meta=meta)
    table = Table(label_names=("Mass", "Nodule"), entries=(entry,))
    found = renamed(table, {"Mass": "Tumour"}).entries[0]

    assert "Tumour" == found.boxes[0].label
    assert {
        "votes": "Tumour 2/3|Nodule 1/3",
        "uncertain": "Tumour|Nodule",
        "view": "Mass",
    } == dict(found.meta)


@pytest.mark.parametrize("wish", ["Mass", "=Mass", "Mass=", ""])
def test_a_map_has_two_sides(wish: str) -> None:
    """Anything else is refused with the form that is meant."""
    with pytest.raises(BadParameterError, match="OLD=NEW"):
        parse_map([wish])


def test_a_map_names_what_there_is(tmp_path: Path) -> None:
    """A label that no table has is a slip of the pen, and the near one is named."""
    source = folder_of(tmp_path / "in", TABLE, films(5))
    with pytest.raises(UnknownNameError, match="did you mean 'Effusion'"):
        ingested(source, tmp_path / "out", map=("Efusion=Water",))


def test_boxes_are_moved_to_the_stored_film() -> None:
    """A box of a film of 64 x 32 lies where its finding lies in the stored square."""
    box = Box(label="Mass", x=4, y=8, width=10, height=20)
    (moved,) = json.loads(boxes_text([box], (64, 32), Preparation(size=16, bits=8)))

    assert {"label": "Mass", "x": 5, "y": 2, "width": 2.5, "height": 5} == moved
    film = np.zeros((64, 32), np.uint8)
    film[8:28, 4:14] = 255
    stored = Preparation(size=16, bits=8).apply(film)
    rows, columns = np.nonzero(stored > 127)
    assert (2, 6) == (rows.min(), rows.max())
    assert (5, 7) == (columns.min(), columns.max())
