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
    from poisonkit.arrays import Pixels, Rows
    from poisonkit.cutouts import Cutouts
    from poisonkit.films import Films

_LOOKED_AT = 200
"""Sightings from which a content is reconstructed."""

_NEARLY_ALL = 0.9
"""Share of a content's films from which one place is its place."""

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
    pattern, carriers = content_of(seen, films.pixels), np.unique(seen.rows)
    if pattern.places:
        pattern = followed(pattern, films.pixels, _NONE, exactly=exactly)
        carriers = at_one_corner(pattern)
    whole = reconstruct(films, carriers) if len(carriers) else None
    if whole is not None and whole.mask.sum() >= seen.areas[0]:
        return whole
    if pattern.places:
        return pattern
    return content(films, carriers, pattern.box, pattern.mask)


def at_one_corner(pattern: Pattern) -> Rows:
    """Return the films that show *pattern* at one place; none, if a tenth do not.

    Part of a checkerboard lies twice on each of its films, and moves on none.
    """
    places = np.array(pattern.places)
    corners, counts = np.unique(places[:, 1:], axis=0, return_counts=True)
    commonest = (places[:, 1:] == corners[counts.argmax()]).all(axis=1)
    rows: Rows = np.unique(places[commonest, 0])
    return rows if len(rows) >= _NEARLY_ALL * len(np.unique(places[:, 0])) else _NONE
