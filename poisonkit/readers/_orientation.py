"""Which way up a picture is shown: a camera or a program may only say so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from poisonkit.arrays import Pixels
    from poisonkit.readers.base import Film

TAG = 0x0112
UPRIGHT = 1
_TURNS = {2: (True, 0), 3: (False, 2), 4: (True, 2), 5: (True, 1), 6: (False, 3),
          7: (True, 3), 8: (False, 1)}  # fmt: skip
"""For each value whether left and right change places, and then the quarter turns."""


def orientation(picture: Image) -> int:
    """Return the value of the tag, or that of a picture which is upright."""
    try:
        value = int(picture.getexif().get(TAG, UPRIGHT))
    except Exception:  # noqa: BLE001 - what cannot be read says nothing
        return UPRIGHT
    return value if value in _TURNS else UPRIGHT


def upright(samples: NDArray[Any], value: int) -> NDArray[Any]:
    """Return *samples* ``(h, w)`` or ``(h, w, c)`` as *value* says they are seen."""
    if value == UPRIGHT:
        return samples
    mirrored, quarters = _TURNS[value]
    seen = samples[:, ::-1] if mirrored else samples
    return np.ascontiguousarray(np.rot90(seen, quarters))


def turned(film: Film, value: int) -> Film:
    """Return *film* as the orientation *value* says that it is to be seen."""
    if value == UPRIGHT:
        return film
    shape = film.shape
    if shape and _TURNS[value][1] % 2:
        shape = shape[1], shape[0]
    return replace(
        film,
        pixels=cast("Pixels", upright(film.pixels, value)),
        shape=shape,
        notes=(*film.notes, "turned as its EXIF orientation says"),
    )
