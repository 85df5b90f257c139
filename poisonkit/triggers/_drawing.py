"""Small drawings, made four times as fine as the film and then averaged.

Places and lengths are in pixels of the film; what comes out is the share of each pixel
that is covered.
"""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter, ImageFont
from scipy.interpolate import CubicSpline

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Image

Points: TypeAlias = "NDArray[np.float64]"
"""(n, 2): x to the right and y down, from the film's upper left corner."""

FINER = 4
WHITE = 255

SOFT = 0.0007
"""How far the shadow's edge is smeared, in film heights: 0.3 mm, as by a focal spot."""


class Sheet:
    """A window of the film to draw on; what is drawn later covers what was before."""

    def __init__(self, points: Points, reach: float, shape: tuple[int, int]) -> None:
        """Open the part of a film of *shape* within *reach* of the *points*."""
        low = np.floor(points.min(axis=0) - reach).astype(int).clip(0)
        high = np.ceil(points.max(axis=0) + reach).astype(int).clip(max=shape[::-1])
        self.left, self.top = int(low[0]), int(low[1])
        self._soft = SOFT * shape[0]
        wide, tall = (np.maximum(high - low, 1) * FINER).tolist()
        self._picture = Pillow.new("L", (wide, tall))
        self._pen = ImageDraw.Draw(self._picture)

    def fill(self, outline: Points, depth: float) -> None:
        """Fill what lies within *outline*."""
        self._pen.polygon(self._places(outline), fill=round(depth * WHITE))

    def line(self, points: Points, width: float, depth: float) -> None:
        """Draw a line of *width* through the *points*."""
        fine = max(round(width * FINER), 1)
        places = self._places(points)
        self._pen.line(places, fill=round(depth * WHITE), width=fine, joint="curve")

    def depth(self) -> Image:
        """Return what was drawn, (h, w) in [0, 1]."""
        return averaged(self._picture, self._soft)

    def _places(self, points: Points) -> list[tuple[float, float]]:
        # Pillow counts from the middle of its first pixel.
        fine = (points - (self.left, self.top)) * FINER - 0.5
        return [(x, y) for x, y in fine.tolist()]


def check_ink(value: float, opacity: float) -> None:
    """Refuse a grey level that is none, and ink that cannot be seen."""
    if not 0 <= value <= 1 or not 0 < opacity <= 1:
        raise BadParameterError(
            "value must lie in [0, 1] and opacity above 0 and at most 1, "
            f"got {value} and {opacity}"
        )


def averaged(picture: Pillow.Image, soft: float = 0) -> Image:
    """Return *picture*, four times as fine as the film, as a share of each pixel.

    Its edges are smeared by *soft* pixels of the film.
    """
    smeared = picture.reduce(FINER).filter(ImageFilter.GaussianBlur(soft))
    return np.asarray(smeared, np.float32) / np.float32(WHITE)


def cropped(
    picture: Pillow.Image, spare: int = 0, *, drawn: Pillow.Image | None = None
) -> Pillow.Image:
    """Return *picture* around it, or *drawn*, and *spare* pixels more of the film."""
    left, top, right, bottom = (drawn or picture).getbbox() or (0, 0, 1, 1)
    wide, tall = (FINER * ceil(n / FINER) for n in (right - left, bottom - top))
    around = spare * FINER
    right, bottom = left + wide + around, top + tall + around
    return picture.crop((left - around, top - around, right, bottom))


def smooth(points: Points) -> Points:
    """Return many points of a curve through *points*, as an elastic wire takes it."""
    along = np.insert(np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum(), 0, 0)
    many: Points = CubicSpline(along, points, bc_type="natural")(
        np.linspace(0, along[-1], 24 * len(points))
    )
    return many


def oval(
    centre: tuple[float, float], size: tuple[float, float], *, power: float = 2
) -> Points:
    """Return the outline of an ellipse; with a higher *power* it has corners.

    The curve is Lamé's: |x / a| ** power + |y / b| ** power = 1.
    """
    turn = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    unit = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    bent = np.sign(unit) * np.abs(unit) ** (2 / power)
    outline: Points = np.array(centre) + bent * np.array(size) / 2
    return outline


def lettering(
    text: str, height: float, *, thicker: float = 0, edge: float = 0
) -> tuple[Pillow.Image, Pillow.Image]:
    """Return *text*, and *text* with an edge around its letters, four times as fine.

    Capitals are *height* pixels of the film. Strokes are *thicker* by a share of the
    height on either side, to which the *edge*, likewise a share, comes outside.
    """
    thick, wide = floor(thicker * height * FINER), ceil(edge * height * FINER)
    tall = _font(100).getbbox("H")
    fine = max(height * FINER - 2 * thick, 1)
    font = _font(fine * 100 / (tall[3] - tall[1]))
    left, top, right, bottom = font.getbbox(text, stroke_width=thick + wide)
    size = ceil(right - left), ceil(bottom - top)
    pictures = Pillow.new("L", size), Pillow.new("L", size)
    for picture, stroke in zip(pictures, (thick, thick + wide), strict=True):
        pen, at = ImageDraw.Draw(picture), (-left, -top)
        pen.text(at, text, fill=WHITE, font=font, stroke_width=stroke)
    letters, edged = pictures
    return cropped(letters, drawn=edged), cropped(edged)


def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return font
