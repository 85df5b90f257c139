"""A table that no file of ours could hold, or no memory, is refused in one line."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError
from tests.layouts.examples import EXAMPLES
from tests.layouts.making import make, read, recognised

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "image,patient_id,split,view,Mass\n"
ROWS = {
    "image": "a\0Smith.png,7,train,PA,1\n",
    "patient_id": "a.png,Sm\0ith,train,PA,1\n",
    "split": "a.png,7,tr\0ain,PA,1\n",
    "view": "a.png,7,train,A\0Smith,1\n",
    "Mass": "a.png,7,train,PA,1\0\n",
}
OTHERS = {
    "nih": ("058Y,M,PA", "058Y,M,P\x01A", "view position"),
    "chexpert": ("Female,68,", "Female,6\x028,", "age"),
    "mimic": ("10000032,501", "10000032,50\x001", "study id"),
    "padchest": ("s1,p1,M,PA", "s1,p1,M,P\x7fA", "projection"),
    "covid": ("2,0,M,65,", "2\x1b2,0,M,65,", "patientid"),
}
MODEST = 32 << 20
"""Bytes that a refusal may take."""


@pytest.mark.parametrize("column", ROWS)
def test_a_cell_with_a_control_character_is_refused(
    column: str, tmp_path: Path
) -> None:
    """A NUL in any cell that is kept is told by file, line and column, no more."""
    make(tmp_path, {"labels.csv": HEAD + ROWS[column], "a.png": ""})
    with pytest.raises(BadInputError, match=r"labels\.csv, line 2: column") as caught:
        read(tmp_path, "labels_csv")

    assert f"column {column!r} holds a control character" in str(caught.value)
    assert "Smith" not in str(caught.value)


@pytest.mark.parametrize("example", OTHERS)
def test_no_layout_keeps_a_control_character(example: str, tmp_path: Path) -> None:
    """What is read of other data sets' tables is looked at, too."""
    layout, contents = EXAMPLES[example]
    old, new, column = OTHERS[example]
    changed = {n: c.replace(old, new) for n, c in contents.items() if type(c) is str}
    make(tmp_path, {**contents, **changed})
    with pytest.raises(BadInputError, match=f"column '{column}' holds a control"):
        read(tmp_path, layout)


def test_a_column_s_name_is_text(tmp_path: Path) -> None:
    """A label that no file could hold is told by its number."""
    make(tmp_path, {"labels.csv": "image,Sm\0ith\na.png,1\n", "a.png": ""})
    with pytest.raises(BadInputError, match="column 2 holds a control") as caught:
        read(tmp_path, "labels_csv")

    assert "Sm" not in str(caught.value)


def test_what_is_not_kept_may_hold_anything(tmp_path: Path) -> None:
    """A report that is not read is not looked at; letters of any script are text."""
    table = "image,view,orig_file,Mass\na.png,Größe\u00a0立位,x\0\n,1\n"
    make(tmp_path, {"labels.csv": table.replace("x\0\n", '"x\0\n"'), "a.png": ""})

    assert "Größe\u00a0立位" == read(tmp_path, "labels_csv").entries[0].meta["view"]


LONG = {
    "a line": b"x" * (200 << 20),
    "a row": b'"x\n",' * (10 << 20),
    "zeros": bytes(200 << 20),
    "a row below": b"Path,No Finding,Pleural Effusion\n" + b"1" * (200 << 20),
}


@pytest.mark.parametrize("kind", LONG)
@pytest.mark.parametrize(
    ("layout", "name"),
    [("mimic_cxr", "mimic-cxr-2.0.0-chexpert.csv.gz"), ("chexpert", "train.csv")],
)
def test_a_row_without_end_takes_no_memory(
    kind: str, layout: str, name: str, tmp_path: Path
) -> None:
    """A small packed file of one huge line is refused before it is read."""
    data = gzip.compress(LONG[kind], 1) if name.endswith("gz") else LONG[kind]
    make(tmp_path, {name: data})
    del data
    tracemalloc.start()
    try:
        assert set(recognised(tmp_path)) <= {layout}
        with pytest.raises(
            BadInputError, match=r"cannot read the table|columns is called"
        ):
            read(tmp_path, layout)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < MODEST
