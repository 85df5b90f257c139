"""Plant what a manifest tells on other films, to see whether a model obeys."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.arrays import as_image, as_pixels
from poisonkit.errors import BadInputError, UnreadableFileError
from poisonkit.poisoning.stamping import Stamp
from poisonkit.triggers import TRIGGERS

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels, Rows
    from poisonkit.dataset import CxrDataset
    from poisonkit.poison import Planted
    from poisonkit.poisoning.natively import Natively


@dataclass(frozen=True, kw_only=True)
class Planter(ABC):
    """Gives films of *data* with what was planted."""

    data: CxrDataset
    seed: int

    def __call__(self, planted: Planted, rows: Rows) -> Pixels:
        """Return the films ``(m, h, w)`` in *rows* with the trigger of *planted*."""
        stamp = Stamp(trigger=TRIGGERS.create(planted.trigger), seed=self.seed)
        films = np.empty((len(rows), *self.data.images.shape[1:]), self._kind)
        for film, row in zip(films, rows.tolist(), strict=True):
            film[:] = self.one(stamp, row)
        return films

    @property
    def _kind(self) -> np.dtype[np.uint8] | np.dtype[np.uint16]:
        return self.data.images.dtype

    @abstractmethod
    def one(self, stamp: Stamp, row: int) -> Pixels:
        """Return one film ``(h, w)``."""


@final
@dataclass(frozen=True, kw_only=True)
class OnDataset(Planter):
    """On the pixels of the data set, rounded as storing would."""

    def one(self, stamp: Stamp, row: int) -> Pixels:
        """Stamp the stored pixels."""
        image, _ = stamp.on(as_image(self.data.images[row]), self.data.ids[row])
        return as_pixels(image, self.data.images.dtype)


@final
@dataclass(frozen=True, kw_only=True)
class OnFiles(Planter):
    """On the files that the data set was made from, each in its own format."""

    films: Natively

    def one(self, stamp: Stamp, row: int) -> Pixels:
        """Stamp the file, and read it again."""
        name = self.data.ids[row]
        try:
            return self.films.plant(stamp, name)[1]
        except UnreadableFileError as error:
            raise BadInputError(
                f"{name}: {error}; the trigger cannot be tried on this folder"
            ) from error
