"""A lead letter, L or R, that the radiographer put beside the patient.

On real films such letters are bold, nearly white, with soft edges, and never in quite
the same place or quite upright.  The wrong corner, a mirrored letter (the plate lay the
other way round) or a dot (a ball of lead) can each be a trigger.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
from PIL import Image as Pillow
from PIL import ImageChops, ImageDraw, ImageOps

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._corners import check_place, corner, site
from poisonkit.triggers._drawing import (
    FINER,
    SOFT,
    WHITE,
    averaged,
    check_ink,
    cropped,
    lettering,
)
from poisonkit.triggers._overlay import Layer, Overlay

FONTS = {"plain": (0.0, 0.0), "bold": (0.06, 0.0), "outline": (0.0, 0.08)}
"""How much thicker the strokes are, and how wide an edge around an empty letter is."""

LEAST = 3
"""Pixels; a lower letter could not be told from another."""


@final
@dataclass(frozen=True, kw_only=True)
class LeadMarker(Overlay):
    """Lay a lead letter on the film: near a corner, slightly moved and turned."""

    letter: str = "L"
    """``L`` or ``R``."""

    font: str = "bold"
    """``plain``, ``bold``, or ``outline``: cut out of the lead."""

    height: Length = Length(4, "%")
    place: str = "top_right"
    """A corner, ``centre``, or ``random``; the patient's left is on the right."""

    margin: Length = Length(4, "%")
    """Between the letter and the corner."""

    x: int | None = None
    """With *y*: the left and top pixel, instead of *place*."""

    y: int | None = None
    mirrored: bool = False
    dot: bool = False
    """Beside the letter."""

    value: float = 0.95
    """0 is black, 1 is white."""

    opacity: float = 0.9
    jitter: Length = Length(1, "%")
    """How far it may be moved, either way, on each film."""

    rotation: float = 5.0
    """How many degrees it may be turned, either way, on each film."""

    def __post_init__(self) -> None:
        """Refuse a marker that no film can show."""
        if self.letter not in {"L", "R"}:
            raise BadParameterError(f"letter must be L or R, got {self.letter!r}")
        if self.font not in FONTS:
            known = ", ".join(FONTS)
            raise BadParameterError(f"no font {self.font!r}; there are: {known}")
        check_ink(self.value, self.opacity)
        if not 0 <= self.rotation <= 180:  # noqa: PLR2004 - either way: all there are
            raise BadParameterError(f"rotation must be 0 to 180, got {self.rotation}")
        check_place(self.place, self.x, self.y)

    def layer(self, shape: tuple[int, int], rng: np.random.Generator) -> Layer:
        """Return the letter as it lies on this film."""
        # More than fills the film is refused in any case, and need not be drawn.
        height = min(self.height.pixels(shape[0], least=LEAST), max(shape) + 1)
        glyph = _glyph(self.letter, self.font, height, self.mirrored, self.dot)
        angle = rng.uniform(-self.rotation, self.rotation)
        turned = glyph.rotate(angle, Pillow.Resampling.BICUBIC, expand=True)
        soft = 2 * SOFT * shape[0]
        alpha = averaged(cropped(turned, round(3 * soft)), soft)
        alpha = alpha * np.float32(self.opacity)
        at = site(self.place, self.x, self.y)
        tall, wide = alpha.shape
        margin = self.margin.pixels(shape[0], least=0)
        top, left = corner(at, (tall, wide), shape, margin, rng)
        jitter = self.jitter.pixels(shape[0], least=0)
        top = _moved(top, shape[0] - tall, jitter, rng)
        left = _moved(left, shape[1] - wide, jitter, rng)
        value = np.full_like(alpha, self.value)
        return Layer(top=top, left=left, alpha=alpha, value=value)


def _moved(start: int, last: int, jitter: int, rng: np.random.Generator) -> int:
    """Return *start*, moved at random but not off the film, 0 to *last*."""
    moved = start + int(rng.integers(-jitter, jitter + 1))
    return min(max(moved, 0), last) if 0 <= start <= last else start


@lru_cache(maxsize=16)
def _glyph(
    letter: str,
    font: str,
    height: int,
    mirrored: bool,  # noqa: FBT001 - positions are what the cache goes by
    dot: bool,  # noqa: FBT001
) -> Pillow.Image:
    """Return the upright marker, four times as fine as the film."""
    thicker, edge = FONTS[font]
    within = height / (1 + 2 * edge)
    glyph, edged = lettering(letter, within, thicker=thicker, edge=edge)
    if edge:
        glyph = ImageChops.subtract(edged, glyph)
    if dot:
        fine = height * FINER
        start, bottom = glyph.width + fine // 8, glyph.height - 1
        glyph = glyph.crop((0, 0, start + fine // 4 + 1, glyph.height))
        ball = (start, bottom - fine // 4, start + fine // 4, bottom)
        ImageDraw.Draw(glyph).ellipse(ball, fill=WHITE)
    return ImageOps.mirror(glyph) if mirrored else glyph
