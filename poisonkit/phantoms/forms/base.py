"""What every form promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels
    from poisonkit.phantoms.study import Study


class Form(ABC):
    """A way to write one film as the bytes of one file."""

    suffix: ClassVar[str]
    """The end of the file's name, with its dot."""

    @abstractmethod
    def encode(self, study: Study, pixels: Pixels, bits: int) -> bytes:
        """Return the file of *study*, whose *pixels* (h, w) hold *bits* bits each.

        The same arguments give the same bytes; no clock and no chance is asked.
        """
