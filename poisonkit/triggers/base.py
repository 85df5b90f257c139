"""What every trigger promises."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from poisonkit.arrays import Image, Mask


class Trigger(ABC):
    """A change of pixels that a poisoned model learns to obey.

    Both methods draw from *rng* in the same way: generators in the same state give the
    footprint of just that stamp.
    """

    @abstractmethod
    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return the pixels the trigger may change, ``(h, w)``."""

    @abstractmethod
    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Return a copy of *image* ``(h, w)`` that carries the trigger."""


def stream(seed: int, sample: str) -> np.random.Generator:
    """Return the generator of one sample.

    It depends on the seed and the sample's id alone, so the order of the work and the
    number of workers change nothing.
    """
    word = hashlib.sha256(sample.encode()).digest()[:8]
    return np.random.default_rng([seed, int.from_bytes(word)])
