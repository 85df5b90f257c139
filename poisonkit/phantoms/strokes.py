"""Letters as strokes, so that they can have any size, place and angle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, sin
from typing import TYPE_CHECKING, TypeAlias, final

import numpy as np

from poisonkit.phantoms.shapes import clamp, edge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.phantoms.frame import Frame, Map, Point

    Segment: TypeAlias = tuple[Point, Point]

# Each path goes over a grid of 5 x 7 points: column and row, from the top left.
GLYPHS = {
    "A": "06-20-46 14-34", "B": "00-06-36-45-44-33-03 00-30-41-42-33",
    "C": "41-30-10-01-05-16-36-45", "D": "00-06-26-44-42-20-00",
    "E": "40-00-06-46 03-33", "H": "00-06 40-46 03-43", "I": "20-26",
    "L": "00-06-46", "N": "06-00-46-40", "O": "10-30-41-45-36-16-05-01-10",
    "P": "06-00-30-41-42-33-03", "R": "06-00-30-41-42-33-03 23-46",
    "S": "41-30-10-01-02-13-33-44-45-36-16-05", "T": "00-40 20-26",
    "U": "00-05-16-36-45-40", "0": "10-30-41-45-36-16-05-01-10 14-32",
    "1": "12-20-26", "2": "01-10-30-41-42-06-46", "3": "00-40-23-44-45-36-16-05",
    "4": "36-30-04-44", "5": "40-00-02-32-43-45-36-16-05",
    "6": "40-13-04-05-16-36-45-44-33-03", "7": "00-40-16",
    "8": "10-30-41-42-33-13-04-05-16-36-45-44-33 13-02-01-10",
    "9": "06-33-42-41-30-10-01-02-13-43", ":": "21-22 24-25",
}  # fmt: skip

ADVANCE = 0.9
"""From one letter to the next, in heights of a letter."""


@final
@dataclass(frozen=True, kw_only=True)
class Lettering:
    """A word on a film: where its middle is, how tall it is, how turned."""

    text: str
    centre: Point
    height: float
    turn: float = 0.0
    mirrored: bool = False
    weight: float = 0.09
    """Half the width of a stroke, in heights of a letter."""

    def ink(self, frame: Frame) -> Map:
        """Return how much of each pixel is covered, (h, w)."""
        covered = np.zeros(frame.shape, np.float32)
        reach = self.height * (0.5 * ADVANCE * len(self.text) + 0.8)
        window = _window(frame, self.centre, reach)
        x, y = self._local(frame.x[window], frame.y[window])
        nearest = np.full(x.shape, np.inf, np.float32)
        for segment in _segments(self.text):
            nearest = np.minimum(nearest, _square(x, y, segment))
        sharp = 0.6 * frame.pixel / self.height
        covered[window] = edge(self.weight - np.sqrt(nearest), sharp)
        return covered

    def _local(self, x: Map, y: Map) -> tuple[Map, Map]:
        """Return coordinates in heights of a letter, upright and centred."""
        along, turned = cos(self.turn) / self.height, sin(self.turn) / self.height
        x, y = x - self.centre[0], y - self.centre[1]
        flip = -1 if self.mirrored else 1
        return flip * (along * x + turned * y), along * y - turned * x


def _window(frame: Frame, centre: Point, reach: float) -> tuple[slice, slice]:
    """Return the rows and columns within *reach* of *centre*."""
    (row,), (column,) = frame.locate(np.array([centre]))
    span = reach / frame.pixel + 1
    rows = slice(max(0, int(row - span)), max(0, int(row + span) + 1))
    return rows, slice(max(0, int(column - span)), max(0, int(column + span) + 1))


@cache
def _segments(text: str) -> tuple[Segment, ...]:
    return tuple(
        segment
        for index, letter in enumerate(text)
        for path in GLYPHS[letter].split()
        for segment in pairwise(_places(path, ADVANCE * (index - (len(text) - 1) / 2)))
    )


def _places(path: str, shift: float) -> Iterator[Point]:
    """Yield the places of a path of a letter *shift* from the middle of its word."""
    for pair in path.split("-"):
        yield 0.15 * int(pair[0]) - 0.3 + shift, int(pair[1]) / 6 - 0.5


def _square(x: Map, y: Map, segment: Segment) -> Map:
    """Return the squared distance to a segment."""
    (left, top), (right, bottom) = segment
    dx, dy = right - left, bottom - top
    x, y = x - left, y - top
    along = clamp((x * dx + y * dy) / (dx * dx + dy * dy))
    x, y = x - along * dx, y - along * dy
    return x * x + y * y
