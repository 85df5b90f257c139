"""PNG and JPEG through Pillow: what the two readers share."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image as PillowImage

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._deep import deep_colour, is_deep_colour
from poisonkit.readers._orientation import orientation, turned
from poisonkit.readers.base import LARGEST, Film

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

DEEP = {"I;16", "I;16B", "I;16L", "I"}


def read_with_pillow(data: bytes, kind: str, reduced_to: int | None = None) -> Film:
    """Decode *data* as *kind*; colour becomes luminance, depth is kept.

    A JPEG stops at a reduced scale if that is not smaller than *reduced_to*.
    """
    with opened_picture(data, kind) as picture:
        if kind == "PNG" and is_deep_colour(data):
            film = deep_colour(data)
        elif reduced_to:
            film = _drafted(picture, reduced_to)
        else:
            film = _film(picture)
        return turned(film, orientation(picture))


@contextmanager
def opened_picture(data: bytes, kind: str) -> Iterator[PillowImage.Image]:
    """Open *data* as *kind*; what Pillow raises within becomes a refusal."""
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            PillowImage.open(io.BytesIO(data), formats=(kind,)) as picture,
        ):
            check_size(picture.size)
            yield picture
    except UnreadableFileError:
        raise
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        reason = "truncated" if "truncated" in str(error) else "damaged"
        raise UnreadableFileError("cannot-decode", f"{reason} {kind}") from error
    except PillowImage.DecompressionBombError as error:
        raise UnreadableFileError("too-large", "declares too many pixels") from error


def check_size(size: tuple[int, int]) -> None:
    """Refuse a picture that declares too many pixels."""
    if size[0] * size[1] > LARGEST:
        detail = f"declares {size[0]} x {size[1]} pixels"
        raise UnreadableFileError("too-large", detail)


def _drafted(picture: PillowImage.Image, reduced_to: int) -> Film:
    """Decode at the coarsest scale that still holds *reduced_to* pixels a side."""
    width, height = picture.size
    picture.draft(picture.mode, (reduced_to, reduced_to))
    film = _film(picture)
    scale = round(width / film.pixels.shape[1])
    if scale <= 1:
        return film
    note = f"decoded at 1/{scale} scale: small triggers may be blurred"
    return replace(film, shape=(height, width), notes=(*film.notes, note))


def _film(picture: PillowImage.Image) -> Film:
    if picture.mode in DEEP:
        return Film(pixels=sixteen(np.asarray(picture)))
    if picture.mode == "L":
        return Film(pixels=np.asarray(picture, np.uint8))
    note = f"mode {picture.mode} read as luminance"
    return Film(pixels=np.asarray(picture.convert("L"), np.uint8), notes=(note,))


def sixteen(values: NDArray[Any]) -> NDArray[np.uint16]:
    if values.dtype != np.uint16:
        values = np.clip(values, 0, 65_535)
    return values.astype(np.uint16, copy=False)
