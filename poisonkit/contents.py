"""What shapes of one content hold, and on which films they lie where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import eight_bit, scale_of
from poisonkit.islands import shape_in
from poisonkit.pattern import Box, Pattern
from poisonkit.patterns import content, reconstruct
from poisonkit.sharing import boxes
from poisonkit.sightings import followed

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels
    from poisonkit.cutouts import Cutouts
    from poisonkit.films import Films

_LOOKED_AT = 200
"""Sightings from which a content is reconstructed."""

_NONE = np.zeros(0, np.int64)


def content_of(seen: Cutouts, pixels: Pixels) -> Pattern:
    """Return what the shapes *seen* on films ``(n, h, w)`` hold, and where they lie.

    Their content is the same; without places if their place is the same, too.
    """
    places = tuple(
        (int(row), int(top), int(left))
        for row, top, left in zip(seen.rows, seen.tops, seen.lefts, strict=True)
    )
    shapes = boxes(seen.only(slice(_LOOKED_AT)), pixels)
    middle = np.median(shapes, axis=0) / scale_of(pixels)
    mask = shape_in(eight_bit(shapes[0]), int(seen.areas[0]))
    moves = len({(top, left) for _, top, left in places}) > 1
    box = Box(*places[0][1:], *mask.shape)
    return Pattern(box, mask, middle.astype(np.float32), places if moves else ())


def drawn(films: Films, seen: Cutouts, *, exactly: bool) -> Pattern:
    """Return what the shapes *seen* show, and all places where it surely lies.

    If that is one place, all that its films agree on there.
    """
    pattern = content_of(seen, films.pixels)
    if pattern.places:
        return followed(pattern, films.pixels, _NONE, exactly=exactly)
    carriers = np.unique(seen.rows)
    whole = reconstruct(films, carriers)
    if whole is not None and whole.mask.sum() >= seen.areas[0]:
        return whole
    return content(films, carriers, pattern.box, pattern.mask)
