"""A folder is recognised by the one layout it has, or by none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.layouts import LAYOUTS
from poisonkit.layouts.base import Wishes
from poisonkit.listing import Listing
from tests.layouts.examples import EXAMPLES
from tests.layouts.making import make, read, recognised, touch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_folder_has_one_layout(example: str, tmp_path: Path) -> None:
    """Each made-up folder is recognised by its own layout and by no other."""
    layout, contents = EXAMPLES[example]

    assert [layout] == recognised(make(tmp_path, contents))


@pytest.mark.parametrize("example", EXAMPLES)
def test_its_parent_has_the_same_layout(example: str, tmp_path: Path) -> None:
    """Who points one folder higher gets the same films, but for our own layout."""
    layout, contents = EXAMPLES[example]
    make(tmp_path / "in" / "there", contents)
    if layout == "labels_csv":
        assert [] == recognised(tmp_path)
        return
    above, below = read(tmp_path, layout), read(tmp_path / "in" / "there", layout)

    assert [layout] == recognised(tmp_path)
    assert below.label_names == above.label_names
    assert [entry.labels for entry in below.entries] == [
        e.labels for e in above.entries
    ]
    assert [f"in/there/{e.file}" for e in below.entries] == [
        entry.file for entry in above.entries
    ]


@pytest.mark.parametrize("example", EXAMPLES)
def test_our_own_table_goes_first(example: str, tmp_path: Path) -> None:
    """With `labels.csv` at the top a folder is ours, whatever else lies in it."""
    make(tmp_path, {**EXAMPLES[example][1], "labels.csv": "image,Mass\na.png,1\n"})

    assert ["labels_csv"] == recognised(tmp_path)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_file_has_its_place(example: str, tmp_path: Path) -> None:
    """A file is an entry's, a table or aside, never two of them."""
    layout, contents = EXAMPLES[example]
    table = read(make(tmp_path, contents), layout)
    places = [
        {entry.file for entry in table.entries},
        set(table.tables),
        {row.path for row in table.quarantined} & contents.keys(),
    ]

    assert contents.keys() == set.union(*places)
    if example != "covid":  # one film there is named twice
        assert len(contents) == sum(map(len, places))
    ids = [entry.id for entry in table.entries]
    assert len(ids) == len(set(ids))
    assert all(len(entry.labels) == len(table.label_names) for entry in table.entries)


@pytest.mark.parametrize("example", EXAMPLES)
def test_nothing_that_was_not_asked_for_is_kept(example: str, tmp_path: Path) -> None:
    """Reports, notes, dates and places of a table reach no entry."""
    layout, contents = EXAMPLES[example]
    table = read(make(tmp_path, contents), layout)

    for word in ("secret", "Rome", "May"):
        assert word not in repr((table.label_names, table.entries, table.notes))


def test_nothing_recognises_a_heap_of_files(tmp_path: Path) -> None:
    """A folder whose table was forgotten is nobody's: it is refused, not guessed."""
    touch(tmp_path, ["a.png", "p1/b.png", "notes.txt", "train.csv", "metadata.csv"])

    assert [] == recognised(tmp_path)


@pytest.mark.parametrize("example", ["chestmnist", "pneumoniamnist"])
def test_one_archive_may_be_the_source(example: str, tmp_path: Path) -> None:
    """An `.npz` can be pointed at, as can its folder."""
    layout, contents = EXAMPLES[example]
    listing = Listing.of(make(tmp_path, contents) / next(iter(contents)))
    found = [n for n in LAYOUTS.modules() if LAYOUTS.create(n).recognises(listing)]

    assert [layout] == found
    assert read(tmp_path, layout) == LAYOUTS.create(layout).read(listing, Wishes())


def test_unlabelled_takes_every_file(tmp_path: Path) -> None:
    """Asked for, a heap of files is a data set without labels, in a fixed order."""
    folder = touch(tmp_path, ["b.png", "a/c.png", "a.png", ".git/config"])
    table = read(folder, "unlabelled", Wishes())

    assert () == table.label_names
    assert ["a.png", "a/c.png", "b.png"] == [entry.file for entry in table.entries]
    assert all(entry.labels == () for entry in table.entries)
