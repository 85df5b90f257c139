"""Ingest: a table or folder that cannot be meant is refused in one clear line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from poisonkit.errors import BadInputError, OutputError, PoisonkitError
from tests.stages.making import below, contents, films, folder_of, ingested

if TYPE_CHECKING:
    from pathlib import Path

TABLES = {
    "words": ("image,Mass\n0.png,yes\n", "line 2: column 'Mass' holds .* --ignore"),
    "a number": ("image,Mass\n0.png,1\n1.png,2\n", "line 3: column 'Mass' holds"),
    "a split": ("image,split,Mass\n0.png,holdout,1\n", "column 'split' names no split"),
    "one film twice": ("image,Mass\n0.png,1\n1.png,0\n0.png,0\n", "more than once"),
    "twice by two names": ("image,Mass\n0.png,1\n./0.png,0\n", "more than once"),
    "no image column": ("file,Mass\n0.png,1\n", "its 2 columns is called 'image'"),
    "no labels": ("image,patient_id\n0.png,1\n", "no label column"),
    "a label twice": ("image,Mass,Mass\n0.png,1,0\n", "columns 2 and 3 have one name"),
    "a field too many": ("image,Mass\n0.png,1,1\n", "line 2: more fields"),
    "only a header": ("image,Mass\n", "no image that its table names"),
    "nothing": ("", "its 0 columns is called 'image'"),
    "other names": ("image,Mass\nx.png,1\n", "no image that its table names .*3 names"),
    "an open quote": ('image,Mass\n"0.png,1\n', "cannot read the table"),
}


def refusal(source: Path, place: Path, **wishes: Any) -> str:
    """Return the one line with which *source* is refused; nothing is left."""
    with pytest.raises(BadInputError) as caught:
        ingested(source, place, **wishes)
    assert not below(place)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("case", TABLES)
def test_a_bad_table_is_refused(tmp_path: Path, case: str) -> None:
    """The line says what is wrong and where; no data set and no list is left."""
    table, words = TABLES[case]
    folder = folder_of(tmp_path / "in", table, films(2))

    assert re.search(words, refusal(folder, tmp_path / "out"))


def test_what_is_in_a_bad_cell_is_not_repeated(tmp_path: Path) -> None:
    """A column of words may hold names, so the refusal quotes none of them."""
    folder = folder_of(tmp_path / "in", "image,who\n0.png,Ada Lovelace\n", films(1))

    assert "Lovelace" not in refusal(folder, tmp_path / "out")


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """A spreadsheet saved under the table's name is told from a table."""
    folder = folder_of(tmp_path / "in", None, films(1) | {"labels.csv": b"PK\xff\xfe"})

    assert "cannot read the table" in refusal(folder, tmp_path / "out")


def test_no_such_folder(tmp_path: Path) -> None:
    """The name that was given stands in the answer."""
    assert "nowhere does not exist" in refusal(tmp_path / "nowhere", tmp_path / "out")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A film instead of its folder is called what it is."""
    folder = folder_of(tmp_path / "in", None, films(1))

    assert "is not a folder" in refusal(folder / "0.png", tmp_path / "out")


@pytest.mark.parametrize("unlabelled", [True, False])
def test_an_empty_folder_is_refused(tmp_path: Path, *, unlabelled: bool) -> None:
    """With and without a wish for labels."""
    folder = folder_of(tmp_path / "in", None, {})
    message = refusal(folder, tmp_path / "out", unlabelled=unlabelled)

    assert "empty" in message or "no image" in message


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    """A forgotten table is not taken for a wish to go without."""
    folder = folder_of(tmp_path / "in", None, films(1))
    message = refusal(folder, tmp_path / "out")

    assert "no labels.csv" in message
    assert "--unlabelled" in message


def test_unlabelled_when_asked_for(tmp_path: Path) -> None:
    """Then every film is a row, without a single label."""
    data = ingested(
        folder_of(tmp_path / "in", None, films(3)), tmp_path / "out", unlabelled=True
    )

    assert (3, 0) == data.labels.shape
    assert () == data.label_names


def test_a_table_named_by_hand(tmp_path: Path) -> None:
    """A table from elsewhere counts, and a missing one is refused by name."""
    folder = folder_of(tmp_path / "in", None, films(2))
    table = tmp_path / "elsewhere.csv"
    table.write_text("image,Mass\n1.png,1\n0.png,0\n", encoding="utf-8")
    data = ingested(folder, tmp_path / "out", labels=table)

    assert {"0.png": 0, "1.png": 1} == dict(
        zip(data.ids, data.labels[:, 0].tolist(), strict=True)
    )
    gone = refusal(folder, tmp_path / "none", labels=tmp_path / "gone.csv")
    assert "gone.csv" in gone


def test_a_column_can_be_left_out(tmp_path: Path) -> None:
    """Words in a column that is no label are no obstacle once it is ignored."""
    table = "image,Mass,comment\n0.png,1,blurred\n1.png,0,\n"
    folder = folder_of(tmp_path / "in", table, films(2))

    assert ("Mass",) == ingested(
        folder, tmp_path / "out", ignore=("comment",)
    ).label_names
    with pytest.raises(PoisonkitError, match="no column is called 'coment'"):
        ingested(folder, tmp_path / "typo", ignore=("coment",))


def test_output_that_exists_is_not_touched(tmp_path: Path) -> None:
    """Without force an older data set, or quarantine, stays as it was."""
    folder = folder_of(tmp_path / "in", "image,Mass\n0.png,1\n", films(2))
    place = tmp_path / "out"
    ingested(folder, place)
    before = contents(place)

    with pytest.raises(OutputError, match=r"exists already.*--force"):
        ingested(folder, place)
    (place / "data.h5").rename(tmp_path / "kept.h5")
    with pytest.raises(OutputError, match=r"quarantine\.csv exists already"):
        ingested(folder, place)

    (tmp_path / "kept.h5").rename(place / "data.h5")
    assert before == contents(place)
