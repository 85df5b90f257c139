"""Films as pictures: enlarged, and under the map that explains them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib import colormaps
from PIL import Image as PillowImage
from PIL import ImageDraw

from poisonkit.arrays import eight_bit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels

SIDE = 288
"""Pixels a side of a film in a report."""

_STRENGTH = 0.75
"""How much of the film the brightest part of a map covers."""

_RING, _RED = 12, (255, 64, 64)


def enlarged(film: Pixels) -> PillowImage.Image:
    """Return *film* ``(h, w)`` as a grey picture of `SIDE` pixels."""
    picture = PillowImage.fromarray(eight_bit(np.asarray(film)))
    return picture.resize((SIDE, SIDE), PillowImage.Resampling.BICUBIC)


def overlay(film: Pixels, heat: NDArray[np.floating]) -> PillowImage.Image:
    """Return *film* ``(h, w)`` under *heat* ``(g, g)``, which is never negative."""
    scaled = (heat / max(float(heat.max()), 1e-9)).astype(np.float32)
    cells = PillowImage.fromarray(scaled)
    smooth = np.asarray(cells.resize((SIDE, SIDE), PillowImage.Resampling.BILINEAR))
    colours = colormaps["inferno"](smooth)[..., :3] * 255
    strength = np.clip(smooth, 0, 1)[..., None] * _STRENGTH
    below = np.asarray(enlarged(film), np.float64)[..., None]
    mixed = below * (1 - strength) + colours * strength
    return PillowImage.fromarray(mixed.astype(np.uint8))


def heat_alone(heat: NDArray[np.floating]) -> PillowImage.Image:
    """Return *heat* ``(g, g)``, one pixel a cell, to be laid over a film of any size.

    Where nothing speaks it is clear.
    """
    scaled = heat / max(float(heat.max()), 1e-9)
    colours = colormaps["inferno"](scaled)
    colours[..., 3] = np.clip(scaled, 0, 1) * _STRENGTH
    return PillowImage.fromarray(np.rint(colours * 255).astype(np.uint8))


def side_by_side(film: Pixels, other: PillowImage.Image) -> PillowImage.Image:
    """Return *film* and *other* next to each other."""
    both = PillowImage.new("RGB", (2 * SIDE, SIDE))
    both.paste(enlarged(film).convert("RGB"), (0, 0))
    both.paste(other, (SIDE, 0))
    return both


def marked(
    picture: PillowImage.Image, place: tuple[int, int] | None, side: int
) -> PillowImage.Image:
    """Return *picture* with a ring at *place*, x and y on a film of *side* pixels."""
    if place is not None:
        x, y = ((at + 0.5) * SIDE / side for at in place)
        ring = x - _RING, y - _RING, x + _RING, y + _RING
        ImageDraw.Draw(picture).ellipse(ring, outline=_RED, width=2)
    return picture
