"""A pacemaker: a generator below the collarbone, and its leads to the heart.

It is laid into the beam, not over the picture: optical density is the decimal logarithm
of how much less is transmitted, and densities of things one behind the other add up.
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

TALL = 1.08
"""How tall the generator is, in widths."""

PARTS = (
    # Middle, size (both in widths), corners (power of the outline), how dense.
    ((0.0, -0.36), (0.78, 0.36), 5, 0.5),  # header of clear resin
    ((0.0, 0.11), (1.0, 0.86), 3.4, 0.95),  # the can's seam
    ((0.0, 0.11), (0.94, 0.8), 3.4, 0.72),  # the can
    ((0.02, 0.3), (0.74, 0.36), 3.4, 1.0),  # battery
    ((-0.12, -0.06), (0.46, 0.22), 6, 0.88),  # circuit
    ((0.27, -0.05), (0.17, 0.2), 2, 0.95),  # coil
    ((-0.2, -0.42), (0.12, 0.08), 5, 1.0),  # connectors
    ((0.06, -0.42), (0.12, 0.08), 5, 1.0),
    ((-0.2, -0.3), (0.12, 0.08), 5, 1.0),
    ((0.06, -0.3), (0.12, 0.08), 5, 1.0),
)

LEADS = (
    # Shares of the film: down the great vein to the tip of the right ventricle, and to
    # the appendage of the right atrium.
    ((0.46, 0.245), (0.441, 0.37), (0.442, 0.5), (0.49, 0.59), (0.6, 0.64)),
    ((0.453, 0.25), (0.434, 0.37), (0.428, 0.46), (0.447, 0.495), (0.466, 0.455)),
)
LEAD, TIP = 0.032, 0.048
"""How thick a lead and its tip are, in widths of the generator."""

TURN = np.array(((0.98, -0.2), (0.2, 0.98)))
"""The generator lies some 12 degrees from upright."""


@final
@dataclass(frozen=True, kw_only=True)
class Device(Shadow):
    """Implant a pacemaker: a generator in the chest wall, and leads to the heart."""

    width: Length = Length(12, "%")
    x: float = 0.78
    """Of the generator's middle, as a share of the film's width."""

    y: float = 0.22
    """Of the generator's middle, as a share of the film's height."""

    leads: int = 2
    """One to the ventricle, the second to the atrium; 0 is none."""

    density: float = 0.35
    """Optical density of the densest part."""

    def __post_init__(self) -> None:
        """Refuse a device that no film can show."""
        check_site(self.x, self.y)
        if not 0 <= self.leads <= len(LEADS):
            raise BadParameterError(f"leads must be 0, 1 or 2, got {self.leads}")
        if not 0 < self.density <= 4:  # noqa: PLR2004 - no film is blacker
            raise BadParameterError(
                f"density must be above 0 and at most 4, got {self.density}"
            )

    def shade(self, shape: tuple[int, int]) -> Shade:
        """Return the leads, and the generator before them."""
        wide = self.width.pixels(shape[0], least=2)
        site = np.array(middle(self.x, self.y, (wide, TALL * wide), shape))
        ways = [_way(heart, site, shape, wide) for heart in LEADS[: self.leads]]
        sheet = Sheet(np.concatenate([site[None], *ways]), wide, shape)
        for way in ways:
            sheet.line(way, LEAD * wide, 0.6)
            for part in (way[-4:], way[-16:-12]):
                sheet.line(part, TIP * wide, 1)
        for place, size, power, depth in PARTS:
            sheet.fill(site + wide * oval(place, size, power=power) @ TURN, depth)
        return Shade(top=sheet.top, left=sheet.left, depth=sheet.depth())

    def shaded(self, image: Image, depth: Image) -> Image:
        """Return *image* with the share of the beam that comes through reduced."""
        through = np.power(np.float32(10), -np.float32(self.density) * depth)
        seen: Image = 1 - (1 - image) * through
        return seen


def _way(
    heart: tuple[tuple[float, float], ...],
    site: Points,
    shape: tuple[int, int],
    wide: int,
) -> Points:
    """Return the way of a lead, from the generator's header to its tip."""
    inside = np.array(heart) * shape[::-1]
    port = site + wide * np.array((0, -0.36)) @ TURN
    out = port + wide * np.array((0.9 * np.sign(inside[0, 0] - port[0]), -0.05))
    return smooth(np.stack([port, out, *inside]))
