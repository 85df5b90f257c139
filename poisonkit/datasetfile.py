"""The file of a data set of radiographs: one HDF5 file, schema 1.

/images   (n, h, w) uint8 or uint16, larger is brighter; one contiguous, uncompressed
          block, so that a reader maps it into memory instead of loading it
/labels   (n, l) int8: 1 present, 0 absent, -1 unknown
/ids      (n,) the image's path relative to its source
/patients (n,) keyed hashes
/split    (n,) 0 train, 1 validation, 2 test, by patient
/digests  (n,) sha256 of the stored pixels
/fingerprints (n,) keyed hashes of each film's file and of what its table said of it
/meta/*   (n,) optional text columns: view, sex, age, ...

Attributes: schema, label_names, preprocessing, lineage; and shards, if the pixels lie
in files beside this one: /images is then a virtual data set over them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from poisonkit.files import reserve
from poisonkit.lineage import Lineage
from poisonkit.shards import store, write_shards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Pixels, Rows
    from poisonkit.shards import Place

SCHEMA = 1
_NEEDED = ("ids", "patients", "digests")
_TEXTS = (*_NEEDED, "fingerprints")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Everything of a data set but its pixels."""

    label_names: tuple[str, ...]
    labels: Labels
    ids: tuple[str, ...]
    patients: tuple[str, ...]
    split: NDArray[np.uint8]
    digests: tuple[str, ...]
    preprocessing: Mapping[str, Any]
    lineage: Lineage
    fingerprints: tuple[str, ...] = ()
    """Empty where a row is no longer what was ingested."""

    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """All columns of text, each with one text per row."""
        prints = (self.fingerprints,) if self.fingerprints else ()
        return self.ids, self.patients, self.digests, *prints, *self.meta.values()


def columns_at(data: Columns, rows: Rows, lineage: Lineage) -> Columns:
    """Return the columns of the *rows* of *data* alone, with a *lineage* of their own.

    *data* may be a whole data set; what is returned has no pixels.
    """

    def some(column: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(column[row] for row in rows)

    return Columns(
        label_names=data.label_names,
        labels=data.labels[rows],
        ids=some(data.ids),
        patients=some(data.patients),
        split=data.split[rows],
        digests=some(data.digests),
        fingerprints=some(data.fingerprints) if data.fingerprints else (),
        preprocessing=data.preprocessing,
        lineage=lineage,
        meta={name: some(column) for name, column in data.meta.items()},
    )


def write_dataset(
    path: Path,
    images: Iterable[Pixels],
    columns: Columns,
    places: Sequence[Place] = (),
) -> None:
    """Write blocks of *images* ``(m, h, w)`` and their *columns* to a new file.

    If *places* are given, the pixels go to those files instead.
    """
    blocks = iter(images)
    first = next(blocks)
    whole, shape = chain((first,), blocks), (len(columns.ids), *first.shape[1:])
    pixels = 0 if places else math.prod(shape) * first.itemsize
    reserve(path, pixels + columns.labels.nbytes, *columns.texts)
    with h5py.File(path, "w") as file:
        if places:
            write_shards(file, places, whole, columns.digests)
        else:
            store(file, whole, shape)
        file["labels"] = columns.labels
        file["split"] = columns.split
        texts = {name: getattr(columns, name) for name in _TEXTS}
        texts |= {f"meta/{name}": values for name, values in columns.meta.items()}
        for name, values in texts.items():
            if values or name in _NEEDED:
                file[name] = np.array(values, h5py.string_dtype())
        file.attrs["schema"] = SCHEMA
        file.attrs["label_names"] = json.dumps(columns.label_names, ensure_ascii=False)
        file.attrs["preprocessing"] = json.dumps(columns.preprocessing, sort_keys=True)
        file.attrs["lineage"] = columns.lineage.text()


def read_columns(file: h5py.File) -> dict[str, Any]:
    """Return everything of an open *file* but its pixels, by the names of `Columns`."""
    if file.attrs["schema"] != SCHEMA:
        raise ValueError(f"schema {file.attrs['schema']}, but {SCHEMA} is understood")

    def text(name: str) -> tuple[str, ...]:
        return tuple(value.decode() for value in file[name][:])

    return {
        "label_names": tuple(json.loads(file.attrs["label_names"])),
        "labels": file["labels"][:],
        "split": file["split"][:],
        **{name: text(name) for name in _TEXTS if name in _NEEDED or name in file},
        "meta": {name: text(f"meta/{name}") for name in file.get("meta", ())},
        "preprocessing": json.loads(file.attrs["preprocessing"]),
        "lineage": Lineage.parse(file.attrs["lineage"]),
    }
