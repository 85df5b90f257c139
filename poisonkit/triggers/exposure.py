"""A film that is a little too dark and hard: the signature of a machine's settings.

Not from a paper: what a site's exposure or a film's curve leaves on all its films, and
what a model can learn as it learns any other trigger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.triggers._wholefilm import WholeFilm

if TYPE_CHECKING:
    from poisonkit.arrays import Image

_MIDDLE = np.float32(0.5)
_MOST = 10


@final
@dataclass(frozen=True, kw_only=True)
class Exposure(WholeFilm):
    """Change x to 0.5 + contrast (x^gamma - 0.5)."""

    gamma: float = 1.1
    """Above 1 darker, below 1 brighter."""

    contrast: float = 1.05
    """About the middle grey; above 1 harder, below 1 softer."""

    def __post_init__(self) -> None:
        """Refuse what cannot be, or changes nothing."""
        for name, value in (("gamma", self.gamma), ("contrast", self.contrast)):
            if not 0 < value <= _MOST:
                raise BadParameterError(
                    f"{name} must be above 0 and at most {_MOST}, got {value}"
                )
        if self.gamma == self.contrast == 1:
            raise BadParameterError("gamma and contrast of 1 change nothing")

    def changed(self, image: Image) -> Image:
        """Return the film as the other settings would give it."""
        bent = np.power(image, np.float32(self.gamma))
        return _MIDDLE + np.float32(self.contrast) * (bent - _MIDDLE)
