"""Vascular markings: two trees that branch from the hila and thin out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, final

import numpy as np

from poisonkit.phantoms.shapes import capsule, edge
from poisonkit.phantoms.textures import clouds, lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.phantoms.frame import Frame, Map

GRAIN = 0.014
"""How uneven the lung is where no vessel can be told from the next."""

FAN = (-80, -52, -24, 4, 32, 58, 80, 100)
"""Degrees below the horizontal at which the first branches leave a hilum."""


@final
@dataclass(frozen=True)
class Branches:
    """Branches of one generation: gentle arcs, (n,) or (n, 2) each."""

    starts: NDArray[np.float64]
    angles: NDArray[np.float64]
    lengths: NDArray[np.float64]
    turns: NDArray[np.float64]

    @classmethod
    def sprout(cls, rng: np.random.Generator) -> Self:
        """Return the first branches of both trees."""
        sides = np.repeat([-1.0, 1.0], len(FAN))
        angles = np.tile(np.deg2rad(FAN), 2) + rng.normal(0, 0.12, len(sides))
        # The right hilum lies a little lower than the left one.
        y = np.where(sides < 0, -0.06, -0.1) + 0.07 * np.sin(angles)
        starts = np.stack([0.155 * sides, y], axis=1)
        starts += rng.normal(0, 0.012, starts.shape)
        return cls(starts, np.where(sides > 0, angles, np.pi - angles), *_arcs(16, rng))

    def fork(self, rng: np.random.Generator) -> Self:
        """Return two children of every branch."""
        ends = np.tile(self.points(np.ones(1))[:, 0], (2, 1))
        headings = self.angles + self.turns * self.lengths
        spread = rng.uniform(0.15, 0.6, (2, len(headings))) * [[1], [-1]]
        return type(self)(ends, (headings + spread).ravel(), *_arcs(len(ends), rng))

    def points(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places (n, k, 2) at *steps* (k,) from 0 to 1 along the branches."""
        along = self.lengths[:, None] * steps
        heading = self.angles[:, None] + self.turns[:, None] * along / 2
        away = np.stack([along * np.cos(heading), along * np.sin(heading)], axis=-1)
        return self.starts[:, None, :] + away


def _arcs(count: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], ...]:
    return rng.uniform(0.09, 0.21, count), rng.normal(0, 1.3, count)


def markings(frame: Frame, rng: np.random.Generator) -> Map:
    """Return the density of the vessels as if nothing hid them, (h, w)."""
    first = Branches.sprout(rng)
    second = first.fork(rng)
    third = second.fork(rng)
    thick = _draw(frame, ((0.15, first), (0.095, second)), 0.015)
    thin = _draw(frame, ((0.1, third), (0.055, third.fork(rng))), 0.008)
    return _hila(frame) + thick + thin + GRAIN * clouds(frame, rng, 48)


def _draw(
    frame: Frame, generations: tuple[tuple[float, Branches], ...], width: float
) -> Map:
    """Return branches of one width, each generation with its own density."""
    count = int(0.2 / frame.pixel) + 2
    steps = (np.arange(count) + 0.5) / count
    taper = np.linspace(2.5, 1.9, count) * width / count
    points = [branches.points(steps).reshape(-1, 2) for _, branches in generations]
    mass = [
        (density * branches.lengths[:, None] * taper).ravel()
        for density, branches in generations
    ]
    return lines(frame, np.concatenate(points), np.concatenate(mass), width)


def _hila(frame: Frame) -> Map:
    """Return the roots of both lungs: the left one hooks higher."""
    right = capsule(frame, (-0.19, -0.12), (-0.23, 0.05), 0.05)
    left = capsule(frame, (0.18, -0.15), (0.24, -0.01), 0.045)
    return 0.17 * edge(np.maximum(right, left), 0.05)
