"""The arrays of an archive that somebody else wrote, as they are."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.errors import BadInputError, unknown

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_SHAPES = {
    "ids": 1, "logits": 2, "predictions": 2, "label_names": 1, "activations": 2,
    "head": 2, "saliency": 4,
}  # fmt: skip
_TEXT = ("ids", "label_names")
_LARGEST = float(np.finfo(np.float16).max)


def read_arrays(path: Path) -> dict[str, Any]:
    """Return what the archive holds, each array of the right kind and without gaps."""
    try:
        with np.load(path, allow_pickle=False) as file:
            given = {name: np.asarray(file[name]) for name in file.files}
    except (
        OSError, ValueError, TypeError, AttributeError, EOFError, zipfile.BadZipFile,
        zlib.error,
    ) as error:  # fmt: skip
        raise BadInputError(f"{path} is no archive of NumPy arrays") from error
    if "ids" not in given or ("logits" in given) == ("predictions" in given):
        raise BadInputError(f"{path} needs ids, and either logits or predictions")
    return {name: _checked(path, name, array) for name, array in given.items()}


def _checked(path: Path, name: str, array: NDArray[Any]) -> NDArray[Any]:
    """Return one array as it is worked with, or say what is wrong with it."""
    if name not in _SHAPES:
        raise unknown(f"array in {path}", name, _SHAPES)
    if array.ndim != _SHAPES[name]:
        raise BadInputError(f"{path}: {name} has not {_SHAPES[name]} axes")
    if name in _TEXT:
        return array.astype(np.str_)
    if array.dtype.kind not in "fiub" or not np.isfinite(array).all():
        raise BadInputError(f"{path}: {name} holds what is no number")
    if np.abs(array).max(initial=0) > _LARGEST:
        raise BadInputError(f"{path}: {name} exceeds {_LARGEST:g}; scale it down")
    return array.astype(np.float32)
