"""A data set of radiographs: its pixels stay on disk, its columns are in memory."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Self

import h5py
import numpy as np

from poisonkit.arrays import as_image
from poisonkit.datasetfile import Columns, read_columns, write_dataset
from poisonkit.errors import BadInputError, unknown
from poisonkit.files import reserve
from poisonkit.labeltable import LabelTable, Metadata
from poisonkit.lineage import digest_array, digest_text
from poisonkit.shards import map_images, shard_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Image, Labels, Pixels, Rows


class Split(IntEnum):
    """Which part of an experiment a patient belongs to."""

    TRAIN = 0
    VALIDATION = 1
    TEST = 2


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
                data = cls(
                    path=path, images=map_images(path, file), **read_columns(file)
                )
            _check(data)
        except (OSError, KeyError, ValueError, TypeError, AttributeError) as error:
            detail = str(error).strip("\"'")
            raise BadInputError(
                f"{path} is not a poisonkit data set, or is damaged: {detail}"
            ) from error
        return data

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, row: int) -> tuple[Image, Labels]:
        """Return a film in [0, 1], ``(1, h, w)``, and its labels: what torch asks."""
        return as_image(np.asarray(self.images[row])[None]), self.labels[row]

    def rows(self, split: Split) -> Rows:
        """Return the rows of one split, ``(m,)``."""
        return np.flatnonzero(self.split == split)

    def owns(self, path: Path) -> bool:
        """Return whether *path* is a file of this data set."""
        names = self.path.name, *shard_names(self.path)
        files = [self.path.with_name(name) for name in names]
        return path.exists() and any(path.samefile(file) for file in files)

    @property
    def sharded(self) -> bool:
        """Whether the pixels lie in files beside this one."""
        return not isinstance(self.images, np.ndarray)

    def blocks(self, size: int = 256) -> Iterator[Pixels]:
        """Yield all images in order, *size* at a time."""
        for start in range(0, len(self), size):
            yield self.images[start : start + size]

    def copy_to(self, path: Path) -> None:
        """Write the same data set to *path*, in one file even if it lies in several."""
        if self.sharded:
            write_dataset(path, self.blocks(), self)
            return
        reserve(path, self.path.stat().st_size)
        shutil.copyfile(self.path, path)

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

    @property
    def table(self) -> LabelTable:
        """All labels, whose films they are, and their split."""
        return LabelTable(
            names=self.label_names,
            labels=self.labels,
            patients=self.patient_numbers,
            split=self.split,
        )

    @property
    def metadata(self) -> Metadata:
        """The columns beside the labels."""
        return Metadata({name: np.array(text) for name, text in self.meta.items()})

    @cached_property
    def digest(self) -> str:
        """The digest of what was measured: pixels, labels and their names, ids."""
        return dataset_digest(self.label_names, self.labels, self.ids, self.digests)


def dataset_digest(
    label_names: Sequence[str],
    labels: Labels,
    ids: Sequence[str],
    digests: Sequence[str],
) -> str:
    """Return the digest of a data set with these columns."""
    return digest_text((*label_names, digest_array(labels), *ids, *digests))


def _check(data: CxrDataset) -> None:
    """Refuse columns that cannot be of the same films."""
    images, labels = data.images, data.labels
    if images.ndim != 3 or images.dtype not in (np.uint8, np.uint16):  # noqa: PLR2004
        raise ValueError("its images are not (n, h, w) of 8 or 16 bits")
    if {len(labels), len(data.split), *map(len, data.texts)} != {len(images)}:
        raise ValueError("its columns are not all of the same length")
    if labels.shape[1:] != (len(data.label_names),):
        raise ValueError("it has not one column of labels for each name")
