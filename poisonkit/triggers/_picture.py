"""A picture from a file; its sha256 tells later whether it is still the same one.

Pictures are decoded once and kept, so a stamp does not touch the disk.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from poisonkit.arrays import Image

_LARGEST = 4096
"""Pixels a side; more than a film has."""

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    PillowImage.DecompressionBombError,
)


def digest_of(path: str, given: str, *, clear: bool = False) -> str:
    """Return the sha256 of the picture at *path*; without a path there is none.

    Refused is what is no picture, what has no alpha channel where *clear* asks for one,
    and another picture than that with the digest *given*, if one is.
    """
    if not path:
        if given:
            raise BadParameterError("a digest is that of a picture: give its path, too")
        return ""
    if "," in path:
        raise BadParameterError(f"no comma may stand in a picture's path, got {path!r}")
    found, _ = _read(path, given)
    if clear:
        clear_picture(path, found)
    else:
        _grey_picture(path, found)
    return found


@lru_cache(maxsize=4)
def clear_picture(path: str, digest: str) -> PillowImage.Image:
    """Return a PNG as grey and alpha (LA), in the middle of a square that is clear."""
    picture = _decoded(path, digest, ("PNG",))
    if not picture.has_transparency_data:
        raise BadParameterError(f"the picture {path!r} has no alpha channel")
    flat = picture.convert("RGBA").convert("LA")
    side = max(flat.size)
    square = PillowImage.new("LA", (side, side))
    square.paste(flat, ((side - flat.width) // 2, (side - flat.height) // 2))
    return square


def grey_picture(path: str, digest: str, shape: tuple[int, int]) -> Image:
    """Return a PNG or JPEG as a film of *shape*, its proportions not kept."""
    height, width = shape
    picture = PillowImage.fromarray(_grey_picture(path, digest))
    resized = picture.resize((width, height), PillowImage.Resampling.LANCZOS)
    return np.clip(np.asarray(resized, np.float32), 0, 1)


@lru_cache(maxsize=4)
def _grey_picture(path: str, digest: str) -> Image:
    picture = _decoded(path, digest, ("PNG", "JPEG"))
    if picture.mode.startswith("I"):  # 16 bits
        return np.asarray(picture).astype(np.float32) / np.float32(65_535)
    return np.asarray(picture.convert("L"), np.float32) / np.float32(255)


def _decoded(path: str, digest: str, formats: tuple[str, ...]) -> PillowImage.Image:
    _, data = _read(path, digest)
    try:
        with warnings.catch_warnings(action="ignore"):
            picture = PillowImage.open(io.BytesIO(data), formats=formats)
            if max(picture.size) <= _LARGEST:
                picture.load()
    except _BROKEN as error:
        raise BadParameterError(f"{path!r} is no {' or '.join(formats)}") from error
    if max(picture.size) > _LARGEST:
        size = f"{picture.width} x {picture.height}"
        raise BadParameterError(
            f"the picture {path!r} has {size} pixels; {_LARGEST} a side are allowed"
        )
    return picture


def _read(path: str, digest: str) -> tuple[str, bytes]:
    """Return digest and bytes of a file; a *digest* that is given must be that."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror
        raise BadParameterError(f"cannot read picture {path!r}: {reason}") from error
    except ValueError as error:
        raise BadParameterError(f"cannot read picture {path!r}: {error}") from error
    found = hashlib.sha256(data).hexdigest()
    if digest not in {"", found}:
        raise BadParameterError(
            f"{path!r} is not the picture it was: its digest is {found}, not {digest}"
        )
    return found, data
