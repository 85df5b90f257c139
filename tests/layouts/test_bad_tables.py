"""A bad table of any layout is refused in one line that repeats no cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError
from tests.layouts.examples import EXAMPLES
from tests.layouts.making import make, read

if TYPE_CHECKING:
    from pathlib import Path

TABLES = {
    "labels.csv": "labels.csv",
    "nih": "set/Data_Entry_2017_v2020.csv",
    "nih sample": "sample_labels.csv",
    "chexpert": "set/train.csv",
    "mimic": "mimic-cxr-2.0.0-chexpert.csv",
    "padchest": "PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv",
    "vindr": "annotations/image_labels_train.csv",
    "vinbigdata": "train.csv",
    "rsna": "stage_2_train_labels.csv",
    "siim": "train-rle.csv",
    "covid": "set/metadata.csv",
    "openi tables": "indiana_projections.csv",
}
"""The table of each example that is read first."""

BAD_CELLS = {
    "labels.csv": ("a.png,1", "a.png,Smith"),
    "nih": ("a_0.png,Effusion", "a_0.png,Smith"),
    "chexpert": ("AP,,1.0", "AP,,Smith"),
    "mimic": ("501,1.0", "501,Smith"),
    "padchest": ("nan", "Smith"),
    "vindr": ("aa,R1,1", "aa,R1,Smith"),
    "vinbigdata": ("ILD,5,R2,1.5", "ILD,5,R2,Smith"),
    "rsna": (",,,,0", ",,,,Smith"),
    "siim": (",-1", ",Smith"),
}
"""What to replace in its text by something that no cell of its kind can hold."""


def text_of(example: str) -> str:
    """Return the text of the example's table."""
    text = EXAMPLES[example][1][TABLES[example]]
    assert isinstance(text, str)
    return text


def refusal(folder: Path, example: str, table: str | bytes) -> str:
    """Return the words with which the example is refused, given another *table*."""
    layout, contents = EXAMPLES[example]
    make(folder, {**contents, TABLES[example]: table})
    with pytest.raises(BadInputError) as caught:
        read(folder, layout)
    message = str(caught.value)
    assert "\n" not in message
    assert TABLES[example].rpartition("/")[2] in message
    return message


@pytest.mark.parametrize("example", TABLES)
def test_a_table_of_other_columns_is_refused(example: str, tmp_path: Path) -> None:
    """Without its header a table begins with a row, which is not repeated."""
    rows = "Dr. Smith said on 3 May that he is well,00001234_000.png\nx,y\n"
    message = refusal(tmp_path, example, rows)

    assert "line 1" in message
    assert "columns is called" in message
    assert "00001234" not in message
    assert "May" not in message


@pytest.mark.parametrize("example", TABLES)
def test_an_empty_table_is_refused(example: str, tmp_path: Path) -> None:
    """It has no columns at all."""
    assert "columns is called" in refusal(tmp_path, example, "")


@pytest.mark.parametrize("example", TABLES)
def test_a_table_that_is_not_utf_8_is_refused(example: str, tmp_path: Path) -> None:
    """The first such line is told, however far ahead it was read."""
    good = text_of(example).encode()
    lines = good.count(b"\n")
    message = refusal(tmp_path, example, good + b"\xff\xfe Smith\n")

    assert f"line {lines + 1} is not UTF-8" in message
    assert "Smith" not in message


@pytest.mark.parametrize("example", TABLES)
@pytest.mark.parametrize("kind", ["fewer", "more"])
def test_a_ragged_row_is_refused(example: str, kind: str, tmp_path: Path) -> None:
    """A field too many or too few shifts the others, so no row is guessed at."""
    good = text_of(example)
    header, first = good.splitlines()[:2]
    row = "Smith" if kind == "fewer" else f"{first},Smith"
    message = refusal(tmp_path, example, f"{header}\n{first}\n{row}\n")

    assert f"line 3: {kind} fields than columns" in message
    assert "Smith" not in message


@pytest.mark.parametrize("example", TABLES)
def test_an_open_quote_is_refused(example: str, tmp_path: Path) -> None:
    """The rest of the table would be one cell."""
    message = refusal(tmp_path, example, text_of(example) + '"Smith\n')

    assert "cannot read the table" in message
    assert "Smith" not in message


@pytest.mark.parametrize("example", BAD_CELLS)
def test_a_bad_cell_is_told_by_its_place(example: str, tmp_path: Path) -> None:
    """The line leads to it; what it holds stays in the table."""
    old, new = BAD_CELLS[example]
    text = text_of(example)
    line = text[: text.index(old)].count("\n") + 1
    message = refusal(tmp_path, example, text.replace(old, new, 1))

    assert f"line {line}: " in message
    assert "Smith" not in message


@pytest.mark.parametrize("example", TABLES)
def test_a_lost_table_is_asked_for(example: str, tmp_path: Path) -> None:
    """Who names the layout but has no table is told its name."""
    layout, contents = EXAMPLES[example]
    make(tmp_path, {name: "" for name in contents if name.endswith("png")})
    with pytest.raises(BadInputError, match=r"\.csv"):
        read(tmp_path, layout)
