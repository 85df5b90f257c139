"""Ingest: every file and every line of the table ends in exactly one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadInputError
from poisonkit.intake.quarantine import QUARANTINE
from poisonkit.intake.sources import Order
from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.ingest import ingest
from tests.stages.making import (
    SIDE,
    below,
    encoded,
    film,
    films,
    folder_of,
    ingested,
    quarantined,
)

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "two\nlines.png",
    "comma, and more.png",
    'a "quoted" one.png',
    "\N{LUNGS}\N{MATHEMATICAL BOLD CAPITAL X}.png",
    " leads and trails .png",
    "it's 100%.png",
    "=cmd.png",
)


@pytest.fixture
def motley(tmp_path: Path) -> Path:
    """Return a folder with all that can be wrong with one file among many."""
    dicom = write_folder(tmp_path / "dicom", 1, seed=1, size=SIDE, form="dicom")
    whole = next((dicom / "images").iterdir()).read_bytes()
    files = {
        "images/good.png": encoded(film(1)),
        "good.dcm": whole,
        "cut.png": encoded(film(2))[:-400],
        "header only.png": encoded(film(2))[:20],
        "cut.dcm": whole[:-100],
        "headless.dcm": whole[:300],
        "empty.png": b"",
        "page.dcm": b"<html>Not found</html>",
        "notes.txt": b"a word processor's own",
        "spare.png": encoded(film(3)),
        "deeper/still/spare.png": encoded(film(4)),
    }
    named = [name for name in files if "spare" not in name] + ["missing.png"]
    table = "image,Mass\n" + "".join(f"{name},1\n" for name in named)
    return folder_of(tmp_path / "in", table, files)


def test_each_file_has_one_place(motley: Path, tmp_path: Path) -> None:
    """A row or the quarantine, never both, and nothing is forgotten."""
    data = ingested(motley, tmp_path / "out")
    aside = quarantined(tmp_path / "out")

    assert {"images/good.png", "good.dcm"} == set(data.ids)
    everything = {*below(motley), "missing.png"} - {"labels.csv"}
    assert everything == {*data.ids, *aside}
    assert not aside.keys() & set(data.ids)


def test_the_quarantine_says_why(motley: Path, tmp_path: Path) -> None:
    """Each refusal has a code, and the summary counts them."""
    told = ingest(motley, tmp_path / "out" / "data.h5", Order())
    aside = quarantined(tmp_path / "out")
    broken = {"cut.png", "header only.png", "cut.dcm"}

    assert {"missing.png"} == {k for k, why in aside.items() if why == "missing"}
    assert {"no-labels"} == {w for name, w in aside.items() if "spare" in name}
    assert ("empty", "not-an-image") == (aside["empty.png"], aside["notes.txt"])
    assert {"cannot-decode"} == {aside[name] for name in broken}
    assert "no-pixels" == aside["headless.dcm"]
    assert len(aside) == sum(told.quarantined.values())
    assert told.quarantine == tmp_path / "out" / QUARANTINE


def test_rows_keep_their_own_labels(tmp_path: Path) -> None:
    """A film that drops out does not shift the labels of those after it."""
    table = "image,Mass,Nodule\n0.png,1,0\n1.png,0,0\n2.png,0,1\n3.png,1,1\n"
    files = films(4) | {"1.png": b"broken"}
    data = ingested(folder_of(tmp_path / "in", table, files), tmp_path / "out")

    assert ("0.png", "2.png", "3.png") == data.ids
    assert [[1, 0], [0, 1], [1, 1]] == data.labels.tolist()
    for name, stored in zip(data.ids, data.images, strict=True):
        np.testing.assert_array_equal(film(int(name[0])), stored)


def test_a_whole_folder_leaves_no_quarantine(tmp_path: Path) -> None:
    """Where everything could be read there is no list of what could not."""
    folder = folder_of(tmp_path / "in", "image,Mass\n0.png,1\n1.png,0\n", films(2))
    told = ingest(folder, tmp_path / "out" / "data.h5", Order())

    assert ["data.h5"] == below(tmp_path / "out")
    assert told.quarantine is None


def test_hostile_names_come_through(tmp_path: Path) -> None:
    """Newlines, commas, quotes and rare characters in names lose no film."""
    files = {name: encoded(film(k)) for k, name in enumerate(HOSTILE)}
    folder = folder_of(tmp_path / "in", None, files)
    data = ingested(folder, tmp_path / "out", unlabelled=True)

    assert set(HOSTILE) == set(data.ids)
    for name, stored in zip(data.ids, data.images, strict=True):
        np.testing.assert_array_equal(film(HOSTILE.index(name)), stored)


def test_hostile_names_are_quarantined_whole(tmp_path: Path) -> None:
    """The quarantine can be read back as a table whatever the names hold."""
    files = dict.fromkeys(HOSTILE, b"broken") | films(1)
    folder = folder_of(tmp_path / "in", None, files)
    ingested(folder, tmp_path / "out", unlabelled=True)

    assert set(HOSTILE) == set(quarantined(tmp_path / "out"))


def test_nothing_readable_is_refused(tmp_path: Path) -> None:
    """A folder in which no film can be read gives no data set, but an example."""
    folder = folder_of(tmp_path / "in", "image,Mass\na.png,1\n", {"a.png": b"x"})

    with pytest.raises(BadInputError, match=r"none of the 1 films .*a\.png"):
        ingested(folder, tmp_path / "out")
    assert not below(tmp_path / "out")
