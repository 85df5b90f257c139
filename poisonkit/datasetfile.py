"""The file of a data set of radiographs: one HDF5 file, schema 1.

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
from itertools import chain
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from poisonkit.files import reserve
from poisonkit.lineage import Lineage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Pixels

SCHEMA = 1


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


def map_images(path: Path, file: h5py.File) -> Pixels:
    """Map the pixels of an open *file*, which lies at *path*."""
    stored = file["images"]
    offset = stored.id.get_offset()
    if offset is None:
        raise ValueError("its images are not one contiguous block")
    images: Pixels = np.memmap(path, stored.dtype, "r", offset, stored.shape)
    return images


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
        **{name: text(name) for name in ("ids", "patients", "digests")},
        "meta": {name: text(f"meta/{name}") for name in file.get("meta", ())},
        "preprocessing": json.loads(file.attrs["preprocessing"]),
        "lineage": Lineage.parse(file.attrs["lineage"]),
    }
