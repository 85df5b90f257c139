"""A trigger that changes the whole film."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.triggers.base import Trigger

if TYPE_CHECKING:
    from poisonkit.arrays import Image, Mask


class WholeFilm(Trigger):
    """A trigger without a place; it is the same on every film, too."""

    @abstractmethod
    def changed(self, image: Image) -> Image:
        """Return what becomes of *image*, before it is brought back into [0, 1]."""

    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return all pixels."""
        del rng
        return np.ones(shape, np.bool_)

    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Change *image* everywhere."""
        del rng
        return np.clip(self.changed(image), 0, 1).astype(np.float32, copy=False)
