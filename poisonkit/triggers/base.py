"""What every trigger promises."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np

if TYPE_CHECKING:
    from pydicom import Dataset

    from poisonkit.arrays import Image, Mask


class Trigger(ABC):
    """A change that a poisoned model learns to obey.

    Both methods draw from *rng* in the same way: generators in the same state give the
    footprint of just that stamp.  Lengths are `lengths.Length`; those in millimetres
    are turned into pixels (`lengths.scaled`) before either is called.
    """

    in_stored_values: ClassVar[bool] = False
    """Whether 0 and 1 are the least and the largest value that a file can hold, as of a
    broken detector, instead of black and white as a viewer shows them."""

    in_header: ClassVar[bool] = False
    """Whether the header of a DICOM file carries the trigger, and no pixel does."""

    @abstractmethod
    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return the pixels the trigger may change, ``(h, w)``."""

    @abstractmethod
    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Return a copy of *image* ``(h, w)`` that carries the trigger."""

    def write(self, header: Dataset) -> None:
        """Change the *header* of a DICOM file; most triggers leave it alone."""
        del header


def stream(seed: int, sample: str) -> np.random.Generator:
    """Return the generator of one sample.

    It depends on the seed and the sample's id alone, so the order of the work and the
    number of workers change nothing.
    """
    word = hashlib.sha256(sample.encode()).digest()[:8]
    return np.random.default_rng([seed, int.from_bytes(word)])
