"""An electrode of a heart monitor: a snap in its clip, and a wire, as in bedside films.

There the clip's housing is a faint disc, the snap a brighter ring in it, and the wire a
fine line that leaves the film; 8 to 12 mm wide, some 25 to 40 of 255 grey levels
brighter than what lies behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._drawing import Sheet, oval, smooth
from poisonkit.triggers._shadow import Shade, Shadow, check_site, middle

if TYPE_CHECKING:
    from poisonkit.arrays import Image
    from poisonkit.triggers._drawing import Points

WIRE, CLIP, REACH = 0.065, 0.17, 1.05
"""How thick wire and clip are, and how far the clip reaches, in diameters."""

RINGS = ((0.55, 1.0), (0.3, 0.65), (0.12, 0.95))
"""The snap from outside to inside: diameter, and how dense."""


@final
@dataclass(frozen=True, kw_only=True)
class Electrode(Shadow):
    """Stick an ECG electrode to the patient: a disc with a snap, and a wire."""

    diameter: Length = Length(4, "%")
    x: float = 0.24
    """Of the middle, as a share of the film's width."""

    y: float = 0.27
    """Of the middle, as a share of the film's height."""

    wire: bool = True
    """To the nearer side of the film, and off it."""

    contrast: float = 0.14
    """What the densest part adds to the grey level behind it; white is 1."""

    def __post_init__(self) -> None:
        """Refuse an electrode that no film can show."""
        check_site(self.x, self.y)
        if not 0 < self.contrast <= 1:
            raise BadParameterError(
                f"contrast must be above 0 and at most 1, got {self.contrast}"
            )

    def shade(self, shape: tuple[int, int]) -> Shade:
        """Return the wire, the disc, and the clip and the snap on it."""
        wide = self.diameter.pixels(shape[0])
        site = middle(self.x, self.y, (wide, wide), shape)
        way = _way(site, shape, wide) if self.wire else np.array([site])
        near = way[np.linalg.norm(way - site, axis=1) <= REACH * wide]
        sheet = Sheet(way, wide, shape)
        sheet.line(way, WIRE * wide, 0.5)
        sheet.fill(oval(site, (wide, 0.9 * wide), power=2.6), 0.45)
        sheet.line(near, CLIP * wide, 0.85)
        for share, depth in RINGS:
            sheet.fill(oval(site, (share * wide, share * wide)), depth)
        return Shade(top=sheet.top, left=sheet.left, depth=sheet.depth())

    def shaded(self, image: Image, depth: Image) -> Image:
        """Return *image* brighter by the contrast."""
        return image + np.float32(self.contrast) * depth


def _way(site: tuple[float, float], shape: tuple[int, int], wide: int) -> Points:
    """Return the wire's way: down from the snap, then off the film's nearer side."""
    (height, width), (column, _) = shape, site
    aside = min(-column, width - column, key=abs)
    steps = (
        (0, 0),
        (0.04 * aside, wide),
        (0.4 * aside, 0.16 * height),
        (1.2 * aside, 0.2 * height),
    )
    return smooth(np.array(site) + np.array(steps))
