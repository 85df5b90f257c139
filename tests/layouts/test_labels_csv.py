"""Our own layout: every column of `labels.csv`, and nothing left out in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError, UnknownNameError
from poisonkit.layouts.base import Wishes
from tests.layouts import making
from tests.layouts.making import touch

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.layouts.base import Table

HEAD = "image,patient_id,split,view,Mass,Nodule\n"


def make(folder: Path, files: list[str], text: str | None = None) -> Path:
    """Write empty *files* and, given its *text*, `labels.csv`."""
    touch(folder, files)
    if text is not None:
        (folder / "labels.csv").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, wishes: Wishes | None = None) -> Table:
    return making.read(folder, "labels_csv", wishes)


def test_every_column_is_understood(tmp_path: Path) -> None:
    """Labels, patient, split and facts of a row, in all their spellings."""
    folder = make(
        tmp_path,
        ["a.png", "images/b.png", "c.png", "deep/d.png"],
        HEAD + "a.png,7,train,PA,1,0\nb.png,7,Val,,0.0,\n"
        "c.png,8,test,AP, 1.0 ,-1\ndeep\\d.png,,,LL,-1.0,1\n",
    )
    table = read(folder)

    assert ("Mass", "Nodule") == table.label_names
    assert [
        ("a.png", (1, 0), "7", "train", {"view": "PA"}),
        ("images/b.png", (0, -1), "7", "validation", {}),
        ("c.png", (1, -1), "8", "test", {"view": "AP"}),
        ("deep/d.png", (-1, 1), None, None, {"view": "LL"}),
    ] == [(e.file, e.labels, e.patient, e.split, dict(e.meta)) for e in table.entries]
    assert () == table.quarantined


def test_nothing_is_left_out_in_silence(tmp_path: Path) -> None:
    """Rows without a file are listed; files without a row the stage lists."""
    folder = make(tmp_path, ["a.png", "extra.png", ".hidden"], HEAD)
    (folder / "labels.csv").write_text(HEAD + "a.png,,,,1,0\ngone.png,,,,0,0\n")
    table = read(folder)

    assert [("gone.png", "missing")] == [
        (left.path, left.reason) for left in table.quarantined
    ]
    assert "line 3" in table.quarantined[0].detail


def test_the_bookkeeping_of_public_copies_is_no_label(tmp_path: Path) -> None:
    """Columns that are left out, known or by wish, are told of."""
    text = "image,Mass,orig_file,doctor\na.png,1,x.png,Who\n"
    folder = make(tmp_path, ["a.png"], text)
    table = read(folder, Wishes(ignore=("doctor",)))

    assert ("Mass",) == table.label_names
    assert ("columns not read as labels: doctor, orig_file",) == table.notes


def test_a_table_may_lie_elsewhere(tmp_path: Path) -> None:
    """With a byte-order mark, from a spreadsheet, beside the folder."""
    folder = make(tmp_path / "films", ["a.png"])
    elsewhere = tmp_path / "mine.csv"
    elsewhere.write_text("image,Ödem\na.png,1\n", encoding="utf-8-sig")
    table = read(folder, Wishes(table=elsewhere))

    assert ("Ödem",) == table.label_names
    assert () == table.quarantined


MISTAKES = {
    "a word": (HEAD + "a.png,7,train,PA,1,Smith\n",
               r"labels\.csv, line 2: column 'Nodule' holds something other than"),
    "no image": ("file,Mass\na.png,1\n", "its 2 columns is called 'image'; the"),
    "no label": ("image,split\na.png,test\n", "has no label column; .*--unlabelled"),
    "split": (HEAD + "a.png,7,holdout,PA,1,0\n", "names no split; there are: train"),
    "columns": ("image,Mass,Mass\na.png,1,0\n", "columns 2 and 3 have one name"),
    "fields": (HEAD + "a.png,7,test,PA,1,0,1\n", "line 2: more fields than columns"),
    "cut": (HEAD + "a.png,7,test,PA,1\n", "line 2: fewer fields than columns"),
    "text": (HEAD + "a.png,7,of Smith,PA,1,0\n", "column 'split' names no split"),
    "no header": ("a.png,Smith\nb.png,Smith\n", "none of its 2 columns"),
    "no header, two": ("image,Smith,Smith\n", "line 1: columns 2 and 3 have one name"),
    "a split's word": (HEAD + "a.png,7,Smith,PA,1,0\n", "line 2: column 'split' names"),
    "empty": ("", "none of its 0 columns"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_explained(mistake: str, tmp_path: Path) -> None:
    """The message says where and what is allowed; it repeats no value."""
    text, complaint = MISTAKES[mistake]
    with pytest.raises(BadInputError, match=complaint) as caught:
        read(make(tmp_path, ["a.png"], text))

    assert "Smith" not in str(caught.value)


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """A spreadsheet saved as labels.csv ends in a sentence."""
    folder = make(tmp_path, ["a.png"])
    (folder / "labels.csv").write_bytes(b"PK\x03\x04\xff\xfe\x00")
    with pytest.raises(BadInputError, match="cannot read the table"):
        read(folder)


def test_only_columns_that_exist_can_be_ignored(tmp_path: Path) -> None:
    """A typing error in --ignore does not turn a doctor into a label."""
    folder = make(tmp_path, ["a.png"], "image,Mass,doctor\na.png,1,1\n")
    with pytest.raises(UnknownNameError, match="did you mean 'doctor'"):
        read(folder, Wishes(ignore=("docter",)))
