"""A folder of real films that has both our table and the source's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.layouts.base import Wishes
from tests.layouts.making import read, recognised

if TYPE_CHECKING:
    from pathlib import Path


def test_both_tables_of_nih_s_films_agree(real_data: Path) -> None:
    """4,502 films: labels, patients and facts are the same by either way."""
    folder = real_data / "cxr/nih14_128"
    ours = read(folder, "labels_csv", Wishes(ignore=("No_Finding",)))
    theirs = read(folder, "nih")
    found = {entry.file: entry for entry in theirs.entries}

    assert ["labels_csv"] == recognised(folder)
    assert ours.label_names == theirs.label_names
    assert len(ours.entries) == len(theirs.entries)
    for entry in ours.entries:
        other = found[entry.file]
        assert entry.labels == other.labels
        assert entry.patient == other.patient
        assert dict(entry.meta) == dict(other.meta)
