"""PNG and JPEG through Pillow: what the two readers share."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage

from poisonkit.errors import UnreadableFileError
from poisonkit.readers.base import Film

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 120_000_000
"""Pixels; a file that declares more is refused before memory is taken."""

_DEEP = {"I;16", "I;16B", "I;16L", "I"}


def read_with_pillow(data: bytes, kind: str) -> Film:
    """Decode *data* as *kind*; colour becomes luminance, depth is kept."""
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            PillowImage.open(io.BytesIO(data), formats=(kind,)) as picture,
        ):
            _check_size(picture.size)
            return _film(picture)
    except UnreadableFileError:
        raise
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        reason = "truncated" if "truncated" in str(error) else "damaged"
        raise UnreadableFileError("cannot-decode", f"{reason} {kind}") from error
    except PillowImage.DecompressionBombError as error:
        raise UnreadableFileError("too-large", "declares too many pixels") from error


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > LARGEST:
        detail = f"declares {size[0]} x {size[1]} pixels"
        raise UnreadableFileError("too-large", detail)


def _film(picture: PillowImage.Image) -> Film:
    if picture.mode in _DEEP:
        return Film(pixels=_sixteen(np.asarray(picture)))
    if picture.mode == "L":
        return Film(pixels=np.asarray(picture, np.uint8))
    note = f"mode {picture.mode} read as luminance"
    return Film(pixels=np.asarray(picture.convert("L"), np.uint8), notes=(note,))


def _sixteen(values: NDArray[np.generic]) -> NDArray[np.uint16]:
    return np.clip(values.astype(np.int64), 0, 65_535).astype(np.uint16)
