"""One folder per class, as Kermany's films of children: `train/PNEUMONIA/name.jpeg`.

Kermany et al., "Identifying medical diagnoses", Cell 2018; Mendeley rscbjbr9sj.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.arrays import UNKNOWN
from poisonkit.errors import BadInputError
from poisonkit.layouts._cells import without
from poisonkit.layouts._matching import IMAGES
from poisonkit.layouts._places import OWN, no_table
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts.base import Entry, Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.listing import Listing

_SPLITS = {
    "train": "train", "training": "train", "val": "validation", "valid": "validation",
    "validation": "validation", "test": "test", "testing": "test",
}  # fmt: skip
_KERMANY = {"NORMAL", "PNEUMONIA"}
_NORMAL = "NORMAL"
_KINDS = ("bacteria", "virus")
_PERSON = re.compile(r"(person\d+)_(bacteria|virus)_\d+\..+")
_HEALTHY = re.compile(r"((?:NORMAL2-)?IM-\d+)-\d+(?:-\d+)*\..+")
_Placed = tuple[str, str, str | None]
"""A file, its class or nothing, and its split."""

_IMAGES, _MASKS = "images", "masks"
"""Folders within a class's folder: the first is passed over, the second left."""


@final
@dataclass(frozen=True, kw_only=True)
class ClassFolders(Layout):
    """A film's folder is its label, and the folder above may be its split.

    A folder without an image, such as one of documents, is no class.
    """

    def recognises(self, listing: Listing) -> bool:
        """Look for NORMAL and PNEUMONIA; folders of patients look like any other."""
        if OWN in listing.present:
            return False
        return {_place(file)[0] for file in listing.files} >= _KERMANY

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Take the classes that there are, and Kermany's two kinds of pneumonia."""
        no_table(wishes, "class_folders")
        placed = [(file, *_place(file)) for file in listing.files]
        classes = _classes(listing, placed)
        if not classes:
            raise BadInputError(f"{listing.folder} has no folder of a class")
        kinds = any(_PERSON.fullmatch(_base(file)) for file in listing.files)
        names = (*classes, *(_KINDS if kinds else ()))
        kept = without(names, wishes.ignore)
        shared = Shared()
        entries = tuple(
            Entry(
                file=file,
                labels=shared.labels(_label(name, own, file) for name in kept),
                patient=_patient(file),
                split=split,
            )
            for file, own, split in placed
            if own in classes
        )
        return Table(label_names=kept, entries=entries)


def _classes(listing: Listing, placed: Sequence[_Placed]) -> list[str]:
    """Return the classes: folders that hold an image, by its ending or as DICOM."""
    files = defaultdict(list)
    for file, name, _ in placed:
        files[name].append(file)
    files.pop("", None)
    return sorted(
        name
        for name, own in files.items()
        if any(file.lower().endswith(IMAGES) for file in own)
        or any(_is_dicom(listing.path(file)) for file in own)
    )


def _is_dicom(path: Path) -> bool:
    """Return whether the file begins as DICOM; many such have names without ending."""
    try:
        with path.open("rb") as file:
            return file.read(132)[128:] == b"DICM"
    except OSError:
        return False


def _base(file: str) -> str:
    return file.rpartition("/")[2]


def _place(file: str) -> tuple[str, str | None]:
    """Return a file's class, or nothing, and its split."""
    folders = file.split("/")[:-1]
    if folders and folders[-1].lower() == _IMAGES:
        folders.pop()
    if not folders or folders[-1].lower() in {*_SPLITS, _MASKS}:
        return "", None
    above = folders[-2].lower() if len(folders) > 1 else ""
    return folders[-1], _SPLITS.get(above)


def _label(name: str, own: str, file: str) -> int:
    """Return whether *file* in the class *own* has the label *name*."""
    if name not in _KINDS:
        return int(name == own)
    if match := _PERSON.fullmatch(_base(file)):
        return int(name == match[2])
    return 0 if own == _NORMAL else UNKNOWN


def _patient(file: str) -> str | None:
    """Return the patient that a name of Kermany's tells."""
    match = _PERSON.fullmatch(_base(file)) or _HEALTHY.fullmatch(_base(file))
    return match[1] if match else None
