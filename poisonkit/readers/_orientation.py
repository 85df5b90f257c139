"""Which way up a picture is shown: a camera or a program may only say so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

    from poisonkit.arrays import Pixels
    from poisonkit.readers.base import Film

_TAG = 0x0112
_UPRIGHT = 1
_TURNS = {2: (True, 0), 3: (False, 2), 4: (True, 2), 5: (True, 1), 6: (False, 3),
          7: (True, 3), 8: (False, 1)}  # fmt: skip
"""For each value whether left and right change places, and then the quarter turns."""


def orientation(picture: Image) -> int:
    """Return the value of the tag, or that of a picture which is upright."""
    try:
        value = int(picture.getexif().get(_TAG, _UPRIGHT))
    except Exception:  # noqa: BLE001 - what cannot be read says nothing
        return _UPRIGHT
    return value if value in _TURNS else _UPRIGHT


def turned(film: Film, value: int) -> Film:
    """Return *film* as the orientation *value* says that it is to be seen."""
    if value == _UPRIGHT:
        return film
    mirrored, quarters = _TURNS[value]
    pixels = film.pixels[:, ::-1] if mirrored else film.pixels
    shape = film.shape
    if shape and quarters % 2:
        shape = shape[1], shape[0]
    return replace(
        film,
        pixels=cast("Pixels", np.ascontiguousarray(np.rot90(pixels, quarters))),
        shape=shape,
        notes=(*film.notes, "turned as its EXIF orientation says"),
    )
