"""Words that the machine burned into the picture: white letters, edged with black."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._corners import check_place, corner, site
from poisonkit.triggers._drawing import averaged, check_ink, lettering
from poisonkit.triggers._overlay import Layer, Overlay

if TYPE_CHECKING:
    from poisonkit.arrays import Image

THICKER, EDGE = 0.07, 0.12
"""The strokes' and the black edge's share of the height, on either side."""

RULER = 32
"""The height at which a text's proportions are measured."""


@final
@dataclass(frozen=True, kw_only=True)
class BurnedText(Overlay):
    """Write a word on the film, as machines do."""

    text: str = "PORTABLE"
    height: Length = Length(2, "%")
    """Of a capital letter; smaller where the film is too narrow for the text."""

    place: str = "bottom_left"
    """A corner, ``centre``, or ``random``: elsewhere on every film."""

    margin: Length = Length(3, "%")
    """Between the text and the corner."""

    x: int | None = None
    """With *y*: the text's left and top pixel, instead of *place*."""

    y: int | None = None
    value: float = 1.0
    """0 is black, 1 is white."""

    opacity: float = 1.0
    outline: bool = True
    """A black edge around the letters, which keeps them legible on a bright film."""

    def __post_init__(self) -> None:
        """Refuse a text that no film can show, or no spec can hold."""
        plain = self.text.isascii() and self.text.isprintable()
        if not plain or not self.text.strip() or set(self.text) & set(",:"):
            raise BadParameterError(
                "text must be printable ASCII without comma or colon, "
                f"got {self.text!r}"
            )
        check_ink(self.value, self.opacity)
        check_place(self.place, self.x, self.y)

    def layer(self, shape: tuple[int, int], rng: np.random.Generator) -> Layer:
        """Return the letters, as large as they fit."""
        margin = self.margin.pixels(shape[0], least=0)
        edge = EDGE if self.outline else 0.0
        fitting = _fitting(self.text, edge, shape[1] - 2 * margin)
        height = min(self.height.pixels(shape[0]), fitting)
        alpha, white = _letters(self.text, edge, height)
        at = site(self.place, self.x, self.y)
        tall, wide = alpha.shape
        top, left = corner(at, (tall, wide), shape, margin, rng)
        value = white * np.float32(self.value)
        alpha = alpha * np.float32(self.opacity)
        return Layer(top=top, left=left, alpha=alpha, value=value)


def _fitting(text: str, edge: float, room: int) -> int:
    """Return the greatest height, at least 1, whose letters take *room* pixels."""
    alpha, _ = _letters(text, edge, RULER)
    return max((room - 1) * RULER // int(alpha.shape[1]), 1)


@lru_cache(maxsize=16)
def _letters(text: str, edge: float, height: int) -> tuple[Image, Image]:
    """Return how much letters and edge cover, and how white it is there."""
    letters, edged = lettering(text, height, thicker=THICKER, edge=edge)
    alpha, ink = averaged(edged), averaged(letters)
    white = np.divide(ink, alpha, out=np.zeros_like(ink), where=alpha > 0)
    return alpha, np.minimum(white, 1)
