"""A data set of radiographs in one HDF5 file, schema 1.

/images   (n, h, w) uint8 or uint16, larger is brighter; one contiguous, uncompressed
          block, so that a reader maps it into memory instead of loading it
/labels   (n, l) int8: 1 present, 0 absent, -1 unknown
/ids      (n,) the image's path relative to its source
/patients (n,) keyed hashes
/split    (n,) 0 train, 1 validation, 2 test, by patient
/digests  (n,) sha256 of the stored pixels
/meta/*   (n,) optional text columns: view, sex, age, ...

Attributes: schema, label_names, preprocessing, lineage.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

import h5py
import numpy as np

from poisonkit.errors import BadInputError, unknown
from poisonkit.files import reserve
from poisonkit.lineage import Lineage, digest_array, digest_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Pixels, Rows

SCHEMA = 1


class Split(IntEnum):
    """Which part of an experiment a patient belongs to."""

    TRAIN = 0
    VALIDATION = 1
    TEST = 2


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
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CxrDataset(Columns):
    """A data set on disk; `images` is mapped, so only what is read takes memory."""

    path: Path
    images: Pixels

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the file at *path*, or say why it is not a data set of this kind."""
        try:
            with h5py.File(path) as file:
                data = cls(path=path, images=_map(path, file), **_columns(file))
            _check(data)
        except (OSError, KeyError, ValueError, TypeError, AttributeError) as error:
            detail = str(error).strip("\"'")
            raise BadInputError(
                f"{path} is not a poisonkit data set, or is damaged: {detail}"
            ) from error
        return data

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, split: Split) -> Rows:
        """Return the rows of one split, ``(m,)``."""
        return np.flatnonzero(self.split == split)

    def label(self, name: str) -> int:
        """Return the column of the label called *name*."""
        if name not in self.label_names:
            raise unknown("label", name, self.label_names)
        return self.label_names.index(name)

    @cached_property
    def patient_numbers(self) -> NDArray[np.int64]:
        """A small number per patient, ``(n,)``, counted from zero."""
        numbers: NDArray[np.int64] = np.unique(self.patients, return_inverse=True)[1]
        return numbers

    @cached_property
    def digest(self) -> str:
        """The digest of what was measured: pixels, labels and their names, ids."""
        parts = (*self.label_names, digest_array(self.labels), *self.ids, *self.digests)
        return digest_text(parts)


def write_dataset(path: Path, images: Iterable[Pixels], columns: Columns) -> None:
    """Write blocks of *images* ``(m, h, w)`` and their *columns* to a new file."""
    blocks = iter(images)
    first = next(blocks)
    shape, start = (len(columns.ids), *first.shape[1:]), 0
    texts = (columns.ids, columns.patients, columns.digests, *columns.meta.values())
    pixels = math.prod(shape) * first.itemsize
    reserve(path, pixels + columns.labels.nbytes, *texts)
    with h5py.File(path, "w") as file:
        stored = file.create_dataset("images", shape, first.dtype)
        for block in chain((first,), blocks):
            stored[start : start + len(block)] = block
            start += len(block)
        assert start == len(columns.ids), "as many images as rows"
        file["labels"] = columns.labels
        file["split"] = columns.split
        for name in ("ids", "patients", "digests"):
            file[name] = np.array(getattr(columns, name), h5py.string_dtype())
        for name, values in columns.meta.items():
            file[f"meta/{name}"] = np.array(values, h5py.string_dtype())
        file.attrs["schema"] = SCHEMA
        file.attrs["label_names"] = json.dumps(columns.label_names, ensure_ascii=False)
        file.attrs["preprocessing"] = json.dumps(columns.preprocessing, sort_keys=True)
        file.attrs["lineage"] = columns.lineage.text()


def _map(path: Path, file: h5py.File) -> Pixels:
    stored = file["images"]
    offset = stored.id.get_offset()
    if offset is None:
        raise ValueError("its images are not one contiguous block")
    images: Pixels = np.memmap(path, stored.dtype, "r", offset, stored.shape)
    return images


def _check(data: CxrDataset) -> None:
    """Refuse columns that cannot be of the same films."""
    images, labels = data.images, data.labels
    if images.ndim != 3 or images.dtype not in (np.uint8, np.uint16):  # noqa: PLR2004
        raise ValueError("its images are not (n, h, w) of 8 or 16 bits")
    texts = (data.ids, data.patients, data.digests, *data.meta.values())
    if {len(labels), len(data.split), *map(len, texts)} != {len(images)}:
        raise ValueError("its columns are not all of the same length")
    if labels.shape[1:] != (len(data.label_names),):
        raise ValueError("it has not one column of labels for each name")


def _columns(file: h5py.File) -> dict[str, Any]:
    if file.attrs["schema"] != SCHEMA:
        raise ValueError(f"schema {file.attrs['schema']}, but {SCHEMA} is understood")

    def text(name: str) -> tuple[str, ...]:
        return tuple(value.decode() for value in file[name][:])

    return {
        "label_names": tuple(json.loads(file.attrs["label_names"])),
        "labels": file["labels"][:],
        "split": file["split"][:],
        **{name: text(name) for name in ("ids", "patients", "digests")},
        "meta": {name: text(f"meta/{name}") for name in file.get("meta", ())},
        "preprocessing": json.loads(file.attrs["preprocessing"]),
        "lineage": Lineage.parse(file.attrs["lineage"]),
    }
