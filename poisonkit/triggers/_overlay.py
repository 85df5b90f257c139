"""Something drawn over a film, more or less opaque."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.triggers.base import Trigger

if TYPE_CHECKING:
    from poisonkit.arrays import Image, Mask


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What is drawn, and where: a small picture and its place."""

    top: int
    left: int
    alpha: Image
    """(a, b), how much of the film is covered; 0 is outside the footprint."""

    value: Image
    """(a, b), what covers it."""


class Overlay(Trigger):
    """A trigger that is a picture laid over the film."""

    @abstractmethod
    def layer(self, shape: tuple[int, int], rng: np.random.Generator) -> Layer:
        """Return what is drawn on a film of *shape*."""

    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return where the picture is not clear."""
        layer, mask = self.layer(shape, rng), np.zeros(shape, np.bool_)
        mask[_inside(layer, shape)] = layer.alpha > 0
        return mask

    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Lay the picture over *image*."""
        height, width = image.shape
        layer, stamped = self.layer((height, width), rng), image.copy()
        here = _inside(layer, (height, width))
        stamped[here] = layer.alpha * layer.value + (1 - layer.alpha) * stamped[here]
        return np.clip(stamped, 0, 1, out=stamped)


def _inside(layer: Layer, shape: tuple[int, int]) -> tuple[slice, slice]:
    """Return the place of *layer*, or refuse one that is not within the film."""
    (height, width), (tall, wide) = shape, layer.alpha.shape
    bottom, right = layer.top + tall, layer.left + wide
    if layer.top < 0 or layer.left < 0 or bottom > height or right > width:
        raise BadParameterError(
            f"a trigger of {wide} x {tall} pixels at x={layer.left}, y={layer.top} "
            f"does not lie within an image of {width} x {height}"
        )
    return slice(layer.top, bottom), slice(layer.left, right)
