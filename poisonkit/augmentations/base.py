"""What every augmentation promises.

A training remembers which ones it used, since they decide what a network can learn of a
trigger: a crop or a shift moves it, a rotation blurs it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from torch import Tensor


class Augmentation(ABC):
    """A change of training films that leaves their labels true."""

    numbers: ClassVar[int] = 1
    """How many random numbers it uses up for a film."""

    @abstractmethod
    def change(self, images: Tensor, draws: Tensor) -> Tensor:
        """Return changed copies of *images* ``(m, 1, h, w)``, within [0, 1].

        *draws* ``(m, numbers)`` are uniform in [0, 1): all the chance there is.
        """
