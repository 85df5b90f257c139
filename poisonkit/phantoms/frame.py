"""Where each pixel of a film lies on the patient.

Lengths are in half heights of the film, about 21 cm.  x grows to the right of the film,
which is the patient's left; y grows downwards; (0, 0) is the middle of the chest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, sin
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Map: TypeAlias = "NDArray[np.floating[Any]]"
"""(h, w), one number for each pixel of a film; float32, which numpy's types forget."""

Shape: TypeAlias = tuple[int, int]
Point: TypeAlias = tuple[float, float]

HALF_HEIGHT_MM = 215.0
"""What one unit of length measures on the patient: half of a 43 cm film."""


@dataclass(frozen=True, kw_only=True)
class Pose:
    """How the patient stands before the detector."""

    shift: Point = (0.0, 0.0)
    scale: float = 1.0
    tilt: float = 0.0
    """Radians, clockwise."""
    bend: float = 0.0
    """Sideways bow of the spine."""
    turn: float = 0.0
    """About the upright axis: one lung comes out wider than the other."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The coordinates of a film's pixels, (h, w) each, and the size of a pixel."""

    x: Map
    y: Map
    pixel: float
    pose: Pose

    @property
    def shape(self) -> Shape:
        """Return (h, w)."""
        height, width = self.x.shape
        return height, width

    @property
    def aspect(self) -> float:
        """Return width over height: x reaches from -aspect to aspect on a bare film."""
        height, width = self.shape
        return width / height

    def folded(self) -> Self:
        """Return the frame with both sides of the body laid on one another."""
        return replace(self, x=np.abs(self.x))

    def locate(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the row and column of each point (n, 2) of the patient, (2, n)."""
        pose, (height, width) = self.pose, self.shape
        along, turned = cos(pose.tilt) * pose.scale, sin(pose.tilt) * pose.scale
        y = points[:, 1]
        x = points[:, 0] + _bow(y, pose.bend)
        x -= pose.turn * x * x
        right = along * x - turned * y + pose.shift[0]
        down = turned * x + along * y + pose.shift[1]
        rows = down / self.pixel + (height - 1) / 2
        return np.stack([rows, right / self.pixel + (width - 1) / 2])


def look(shape: Shape, pose: Pose) -> Frame:
    """Return the frame of a film of *shape* for a patient in *pose*."""
    x, y = _grid(shape)
    x, y = x - pose.shift[0], y - pose.shift[1]
    along, turned = cos(pose.tilt) / pose.scale, sin(pose.tilt) / pose.scale
    down = along * y - turned * x
    across = along * x + turned * y
    across += pose.turn * across * across - _bow(down, pose.bend)
    return Frame(x=across, y=down, pixel=2 / shape[0], pose=pose)


def bare(shape: Shape) -> Frame:
    """Return the frame of the film itself, whoever stands before it."""
    return look(shape, Pose())


def _bow(y: Map, bend: float) -> Map:
    return bend * (1 - y * y)


@lru_cache(maxsize=8)
def _grid(shape: Shape) -> tuple[Map, Map]:
    """Return x (1, w) and y (h, 1) of an upright film; pixels are square."""
    height, width = shape
    y = (np.arange(height, dtype=np.float32) * 2 + 1 - height) / height
    x = (np.arange(width, dtype=np.float32) * 2 + 1 - width) / height
    return x[None, :], y[:, None]
