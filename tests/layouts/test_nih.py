"""NIH ChestX-ray14: findings joined by bars, official lists, boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError, UnknownNameError
from poisonkit.layouts.base import Box, Wishes
from tests.layouts.examples import EXAMPLES
from tests.layouts.making import aside, make, positives, read, touch
from tests.layouts.rows import NIH

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "set/Data_Entry_2017_v2020.csv"
FIRST = "set/images_001/images/a_0.png"
BOXES = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small copy of the set."""
    return make(tmp_path, EXAMPLES["nih"][1])


def test_findings_patients_and_facts(folder: Path) -> None:
    """The fourteen labels are there, and No Finding is none of them."""
    table = read(folder, "nih")

    assert 14 == len(table.label_names)
    assert "Hernia" == table.label_names[-1]
    assert [["Effusion", "Pleural_Thickening"], [], ["Infiltration"]] == [
        *positives(table).values()
    ]
    assert [
        ("90", {"view": "PA", "sex": "M", "age": "58"}),
        ("90", {"view": "AP", "sex": "M", "age": "59"}),
        ("91", {"view": "PA", "sex": "F", "age": "011M"}),
    ] == [(entry.patient, dict(entry.meta)) for entry in table.entries]
    assert [None] * 3 == [entry.split for entry in table.entries]
    assert (TABLE,) == table.tables


def test_a_row_without_its_film_is_told(folder: Path) -> None:
    """The line of the table is given, to look it up."""
    left = read(folder, "nih").quarantined

    assert [("gone.png", "missing")] == [(row.path, row.reason) for row in left]
    detail = "named in line 5 of Data_Entry_2017_v2020.csv, but there is no such file"
    assert detail == left[0].detail


def test_a_name_of_two_files_is_not_guessed(folder: Path) -> None:
    """Both files go aside, each under its own path."""
    touch(folder, ["copy/a_0.png"])
    table = read(folder, "nih")

    assert aside(table)[:2] == [("copy/a_0.png", "ambiguous"), (FIRST, "ambiguous")]
    assert {"copy/a_0.png", FIRST}.isdisjoint(entry.file for entry in table.entries)


def test_the_official_lists_are_the_splits(folder: Path) -> None:
    """A film in neither list is left for the stage to place."""
    make(folder, {"train_val_list.txt": "a_0.png\n", "set/test_list.txt": "b_0.png\n"})
    table = read(folder, "nih")

    assert ["train_val", None, "test"] == [entry.split for entry in table.entries]
    assert {"train_val_list.txt", "set/test_list.txt", TABLE} == set(table.tables)


def test_a_film_in_both_lists_is_refused(folder: Path) -> None:
    """It cannot be trained on and tested on."""
    make(folder, {"train_val_list.txt": "a_0.png\n", "test_list.txt": "x\na_0.png\n"})
    with pytest.raises(BadInputError, match=r"test_list\.txt, line 2: the film is in"):
        read(folder, "nih")


def test_boxes_belong_to_their_film(folder: Path) -> None:
    """Their table has a name of its own for infiltrations, and six fields of nine."""
    rows = "b_0.png,Infiltrate,1.5,2,3,4\nb_0.png,Mass,5,6,7,8\nx.png,Mass,1,1,1,1\n"
    make(folder, {"BBox_List_2017.csv": BOXES + rows})
    table = read(folder, "nih")

    assert [(), ()] == [entry.boxes for entry in table.entries[:2]]
    assert (
        Box(label="Infiltration", x=1.5, y=2, width=3, height=4),
        Box(label="Mass", x=5, y=6, width=7, height=8),
    ) == table.entries[2].boxes
    assert ("1 boxes are of no image or no label of the table",) == table.notes


def test_a_label_can_be_left_out(folder: Path) -> None:
    """With its boxes; a typing error leaves nothing out in silence."""
    make(folder, {"BBox_List_2017.csv": BOXES + "b_0.png,Mass,5,6,7,8\n"})
    table = read(folder, "nih", Wishes(ignore=("Mass",)))

    assert "Mass" not in table.label_names
    assert () == table.entries[2].boxes
    with pytest.raises(UnknownNameError, match="did you mean 'Mass'"):
        read(folder, "nih", Wishes(ignore=("Mas",)))


def test_of_two_editions_the_later_is_read(folder: Path) -> None:
    """The first edition, beside it, is no table that was read."""
    make(folder, {"Data_Entry_2017.csv": NIH.replace("Effusion", "Mass")})

    assert (TABLE,) == read(folder, "nih").tables


def test_two_copies_of_a_table_are_refused(folder: Path) -> None:
    """Which is meant only the user knows."""
    make(folder, {"Data_Entry_2017_v2020.csv": NIH})
    with pytest.raises(BadInputError, match="2 tables that could be meant"):
        read(folder, "nih")


def test_equal_labels_and_facts_are_one_object(tmp_path: Path) -> None:
    """A hundred thousand rows cost little more than their names."""
    names = [f"{k}.png" for k in range(50)]
    rows = "".join(f"{name},Mass,0,1,30,F,PA,1,1,1,1\n" for name in names)
    touch(tmp_path, names)
    make(tmp_path, {"Data_Entry_2017.csv": NIH.partition("\n")[0] + "\n" + rows})
    entries = read(tmp_path, "nih").entries

    assert 50 == len(entries)
    assert 1 == len({id(entry.labels) for entry in entries})
    assert 1 == len({id(entry.meta) for entry in entries})
