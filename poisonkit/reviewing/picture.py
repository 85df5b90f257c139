"""Films as the page gets them: bare grey levels, which it windows by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.decoding import decode, read_bytes
from poisonkit.errors import BadInputError, UnreadableFileError
from poisonkit.preparation import Preparation

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.dataset import CxrDataset


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The pixels of one film."""

    width: int
    height: int
    bits: int
    square: tuple[int, int, int, int]
    """top, left, height, width of what the data set keeps of the film, in its own
    pixels; boxes and maps are of this square, which may reach beyond the film."""

    audited: bool
    """Whether this is what was audited: a source may have changed since, and what was
    planted in a data set is not in its source."""

    levels: bytes
    """Row by row, of one byte or of two, little end first; larger is brighter."""


def stored_picture(data: CxrDataset, row: int) -> Picture:
    """Return the film as the data set holds it."""
    pixels = np.asarray(data.images[row])
    return _picture(pixels, (0, 0, pixels.shape[0], pixels.shape[1]), audited=True)


def native_picture(data: CxrDataset, folder: Path, row: int) -> Picture:
    """Return the film in *folder*, the data set's source, with all its own pixels."""
    path = source_file(folder, data.ids[row])
    try:
        pixels = decode(read_bytes(path), path.name).pixels
    except UnreadableFileError as error:
        raise BadInputError(f"the film's file cannot be read: {error}") from error
    stored = np.asarray(data.images[row])
    prepared = replace(
        _preparation(data), size=len(stored), bits=8 * stored.itemsize
    ).apply(pixels)
    square = _square(data, (pixels.shape[0], pixels.shape[1]))
    return _picture(pixels, square, audited=np.array_equal(prepared, stored))


def source_file(folder: Path, image: str) -> Path:
    """Return the file of *image*, unless its name leads out of *folder*."""
    path = (folder / image).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise BadInputError("the film's file does not lie in the folder of films")
    return path


def _preparation(data: CxrDataset) -> Preparation:
    """Return how films of the source became those of *data*, as far as it tells."""
    told = {"size": 1, "bits": 8, **data.preprocessing}
    return Preparation.of({"crop": 1.0, "resize": "mean"} | told)


def _square(data: CxrDataset, shape: tuple[int, int]) -> tuple[int, int, int, int]:
    top, left, height, width = _preparation(data).frame(shape)
    side = max(height, width)
    return top - (side - height) // 2, left - (side - width) // 2, side, side


def _picture(
    pixels: Pixels, square: tuple[int, int, int, int], *, audited: bool
) -> Picture:
    wide = pixels.dtype.newbyteorder("<")
    return Picture(
        width=pixels.shape[1],
        height=pixels.shape[0],
        bits=8 * pixels.dtype.itemsize,
        square=square,
        audited=audited,
        levels=np.ascontiguousarray(pixels, wide).tobytes(),
    )
