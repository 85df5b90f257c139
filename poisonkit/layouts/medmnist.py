"""MedMNIST's chest X-rays: ChestMNIST and PneumoniaMNIST, all films in one `.npz`.

Yang et al., "MedMNIST v2", Scientific Data 2023, arXiv:2110.14795.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from poisonkit.errors import BadInputError
from poisonkit.layouts._cells import without
from poisonkit.layouts._npz import opened, shape_of, small_array
from poisonkit.layouts._places import known, no_table, tables
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts.base import Entry, Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zipfile import ZipFile

    from numpy.typing import NDArray

    from poisonkit.listing import Listing

_CHEST = (
    "atelectasis", "cardiomegaly", "effusion", "infiltration", "mass", "nodule",
    "pneumonia", "pneumothorax", "consolidation", "edema", "emphysema", "fibrosis",
    "pleural", "hernia",
)  # fmt: skip
_LABELS = {"chestmnist*.npz": _CHEST, "pneumoniamnist*.npz": ("pneumonia",)}
_SPLITS = {"train": "train", "val": "validation", "test": "test"}


@final
@dataclass(frozen=True, kw_only=True)
class Medmnist(Layout):
    """A film is a member such as ``train/17``; whose it is, the file does not tell."""

    def recognises(self, listing: Listing) -> bool:
        """Look for a file by one of the names."""
        return known(listing, tuple(_LABELS), ())

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Read the labels, and of the images only how many there are."""
        no_table(wishes, "medmnist")
        file, names = _file(listing)
        kept = without(names, wishes.ignore)
        columns = [names.index(name) for name in kept]
        with opened(listing.path(file)) as archive:
            entries = tuple(_entries(archive, file, len(names), columns))
        return Table(label_names=kept, entries=entries)


def _file(listing: Listing) -> tuple[str, tuple[str, ...]]:
    """Return the one file there is and its labels; two sizes are the same films."""
    found = [
        (f, names) for like, names in _LABELS.items() for f in tables(listing, like)
    ]
    if len(found) == 1:
        return found[0]
    raise BadInputError(
        f"{listing.folder} has {len(found)} files called {' or '.join(_LABELS)}; "
        "point at one"
    )


def _entries(
    archive: ZipFile, file: str, width: int, columns: Sequence[int]
) -> Iterator[Entry]:
    shared, there = Shared(), set(archive.namelist())
    needed = {name: (f"{name}_images", f"{name}_labels") for name in _SPLITS}
    splits = [n for n, both in needed.items() if {f"{b}.npy" for b in both} & there]
    if not splits:
        raise BadInputError(f"{file} has no train_images and train_labels")
    for name in splits:
        labels = _labels(archive, *needed[name], width)
        for number, row in enumerate(labels[:, columns].tolist()):
            yield Entry(
                file=file,
                member=f"{name}/{number}",
                labels=shared.labels(row),
                split=_SPLITS[name],
            )


def _labels(
    archive: ZipFile, images: str, labels: str, width: int
) -> NDArray[np.integer[Any]]:
    """Return the labels (n, *width*), one row for each image."""
    for name in (images, labels):
        if f"{name}.npy" not in archive.namelist():
            raise BadInputError(f"{archive.filename} has no {name}")
    shape, found = shape_of(archive, images), small_array(archive, labels)
    if found.shape != (*shape[:1], width):
        raise BadInputError(
            f"{archive.filename}: {labels} must be of {shape[:1]} images and {width} "
            f"labels, not {found.shape}"
        )
    if not np.isin(found, (0, 1)).all():
        raise BadInputError(f"{archive.filename}: {labels} must hold 0 and 1 only")
    return found
