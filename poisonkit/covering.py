"""Cover pixels of a film with what is around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels

_NEAR = 3
"""Pixels that a part's surroundings reach; parts whose surroundings meet are one."""

Places: TypeAlias = "NDArray[np.intp]"
Part: TypeAlias = tuple[Places, Places]
"""Places ``(k, 2)`` to cover, and those ``(m, 2)`` around them."""


def parts_of(mask: Mask) -> list[Part]:
    """Return the parts of *mask* ``(h, w)``, in its own rows and columns.

    Pixels far apart are parts of their own, each with its own surroundings.
    """
    wide = np.pad(mask, _NEAR)
    reach = np.ones((2 * _NEAR + 1, 2 * _NEAR + 1), np.bool_)
    parts, _ = ndimage.label(ndimage.binary_dilation(wide, reach), np.ones((3, 3)))
    found = []
    for number, window in enumerate(ndimage.find_objects(parts), start=1):
        near, marked = parts[window] == number, wide[window]
        corner = np.array([side.start - _NEAR for side in window])
        inside, around = np.argwhere(near & marked), np.argwhere(near & ~marked)
        found.append((inside + corner, around + corner))
    return found


def cover(film: Pixels, parts: Sequence[Part], corner: tuple[int, int]) -> None:
    """Give each of *parts*, put at *corner* of *film* ``(h, w)``, its median around.

    A part without surroundings gets the film's own median.
    """
    for inside, around in parts:
        held = around + corner
        held = held[((held >= 0) & (held < film.shape)).all(axis=1)]
        given = film[tuple(held.T)] if len(held) else film
        film[tuple((inside + corner).T)] = np.median(given)
