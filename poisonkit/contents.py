"""What shapes of one content hold, and on which films they lie where."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from poisonkit.arrays import eight_bit, scale_of
from poisonkit.islands import shape_in
from poisonkit.pattern import Box, Pattern

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels
    from poisonkit.cutouts import Cutouts

_LOOKED_AT = 200
"""Sightings from which a content is reconstructed."""


def content_of(seen: Cutouts, pixels: Pixels) -> Pattern:
    """Return what the shapes *seen* on films ``(n, h, w)`` hold, and where they lie.

    Their content is the same; without places if their place is the same, too.
    """
    places = tuple(
        (int(row), int(top), int(left))
        for row, top, left in zip(seen.rows, seen.tops, seen.lefts, strict=True)
    )
    height, width = int(seen.heights[0]), int(seen.widths[0])
    looked_at = [
        pixels[row, top : top + height, left : left + width]
        for row, top, left in places[:_LOOKED_AT]
    ]
    shapes = cast("Pixels", np.stack(looked_at))
    middle = np.median(shapes, axis=0) / scale_of(pixels)
    mask = shape_in(eight_bit(shapes[0]), int(seen.areas[0]))
    moves = len({(top, left) for _, top, left in places}) > 1
    box = Box(places[0][1], places[0][2], height, width)
    return Pattern(box, mask, middle.astype(np.float32), places if moves else ())
