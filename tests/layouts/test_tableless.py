"""MedMNIST and folders of classes: labels without a table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZipFile

import numpy as np
import pytest

from poisonkit.errors import BadInputError
from poisonkit.layouts.base import Wishes
from tests.layouts.examples import EXAMPLES, npz
from tests.layouts.making import make, positives, read, touch

if TYPE_CHECKING:
    from pathlib import Path

CHEST = "chestmnist.npz"


def archive(**arrays: np.ndarray) -> bytes:
    """Return an archive of *arrays*."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=True, **arrays)
    return file.getvalue()


def test_an_archive_holds_films_by_number(tmp_path: Path) -> None:
    """Each film is a member; its labels are the row of the same number."""
    table = read(make(tmp_path, {CHEST: npz(14)}), "medmnist")
    entries = table.entries

    assert ("atelectasis", "pleural", "hernia") == (
        table.label_names[0],
        *table.label_names[-2:],
    )
    assert f"{CHEST}/train/1" == entries[1].id
    assert tuple(np.arange(14, 28) % 2) == entries[1].labels
    assert ["train", "validation", "test"] == [entry.split for entry in entries[::3]]
    assert 9 == len(entries)


def test_pneumonia_is_one_label(tmp_path: Path) -> None:
    """Normal is its absence."""
    table = read(make(tmp_path, {"pneumoniamnist_224.npz": npz(1)}), "medmnist")

    assert ("pneumonia",) == table.label_names
    assert [(0,), (1,), (0,)] == [entry.labels for entry in table.entries[:3]]


def test_a_label_can_be_left_out(tmp_path: Path) -> None:
    """The columns of the others stay theirs."""
    whole = read(make(tmp_path, {CHEST: npz(14)}), "medmnist")
    fewer = read(tmp_path, "medmnist", Wishes(ignore=("atelectasis",)))

    assert [e.labels[1:] for e in whole.entries] == [e.labels for e in fewer.entries]


def test_two_sizes_of_the_same_films_are_refused(tmp_path: Path) -> None:
    """They would be in the data set twice."""
    make(tmp_path, {CHEST: npz(14), "chestmnist_64.npz": npz(14)})
    with pytest.raises(BadInputError, match=r"has 2 files called .* point at one"):
        read(tmp_path, "medmnist")


def forged() -> bytes:
    """Return an archive whose labels claim to be a terabyte."""
    file = io.BytesIO(npz(14))
    header = io.BytesIO()
    shape = {"descr": "|u1", "fortran_order": False, "shape": (10**11, 14)}
    np.lib.format.write_array_header_1_0(header, shape)
    out = io.BytesIO()
    with ZipFile(file) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            data = header.getvalue() if name == "train_labels.npy" else old.read(name)
            new.writestr(name, data)
    return out.getvalue()


IMAGES = np.zeros((2, 4, 4), np.uint8)
DAMAGED = {
    "no archive": b"PK\x03\x04 and then nothing",
    "empty": b"",
    "cut": npz(14)[:-200],
    "other rows": archive(train_images=IMAGES, train_labels=np.zeros((3, 14), "u1")),
    "other labels": archive(train_images=IMAGES, train_labels=np.zeros((2, 9), "u1")),
    "other values": archive(train_images=IMAGES, train_labels=np.full((2, 14), 2)),
    "objects": archive(train_images=IMAGES, train_labels=np.array([{}, "x"], object)),
    "only images": archive(train_images=IMAGES),
    "other arrays": archive(x=IMAGES),
    "forged": forged(),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_bad_archive_is_refused(tmp_path: Path, damage: str) -> None:
    """Nothing is unpickled, and no header is believed that the file cannot hold."""
    make(tmp_path, {CHEST: DAMAGED[damage]})
    with pytest.raises(BadInputError, match=r"chestmnist\.npz"):
        read(tmp_path, "medmnist")


def test_kermany_s_folders_and_names_are_labels(tmp_path: Path) -> None:
    """The kind of pneumonia is in the name; without it, it is not known."""
    table = read(make(tmp_path, EXAMPLES["kermany"][1]), "class_folders")

    assert ("NORMAL", "PNEUMONIA", "bacteria", "virus") == table.label_names
    assert {
        "NORMAL2-IM-0365": ("test", (1, 0, 0, 0)),
        None: ("test", (0, 1, -1, -1)),
        "IM-0115": ("train", (1, 0, 0, 0)),
        "person12": ("validation", (0, 1, 0, 1)),
    } == {entry.patient: (entry.split, entry.labels) for entry in table.entries}


def test_other_classes_must_be_asked_for(tmp_path: Path) -> None:
    """Folders within a class's folder are passed over; masks are no films."""
    names = ["COVID/images/a.png", "COVID/masks/a.png", "Normal/b.png", "train/c.png"]
    table = read(touch(tmp_path, [*names, "notes.txt"]), "class_folders")

    assert ("COVID", "Normal") == table.label_names
    assert {"COVID/images/a.png": ["COVID"], "Normal/b.png": ["Normal"]} == positives(
        table
    )


@pytest.mark.parametrize("film", ["IM000001", "1.2.840.5", "x.DCM"])
def test_only_a_folder_of_images_is_a_class(tmp_path: Path, film: str) -> None:
    """Documents beside the classes are no label; DICOM is known by its magic word."""
    dicom = bytes(128) + b"DICM"
    make(tmp_path, {"train/docs/readme.txt": "", "train/README/LICENSE": "Smith"})
    make(tmp_path, {"train/COVID/" + film: dicom, "train/Normal/a.JPG": ""})
    table = read(tmp_path, "class_folders")

    assert ("COVID", "Normal") == table.label_names
    assert [f"train/COVID/{film}", "train/Normal/a.JPG"] == [
        entry.file for entry in table.entries
    ]


def test_a_heap_has_no_classes(tmp_path: Path) -> None:
    """Asked for without folders, the layout says what it misses."""
    with pytest.raises(BadInputError, match="has no folder of a class"):
        read(touch(tmp_path, ["a.png"]), "class_folders")
