"""A change of the whole film by means of a second picture."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.triggers._fixednoise import check_pattern, enlarged, fixed_noise
from poisonkit.triggers._picture import digest_of, grey_picture
from poisonkit.triggers._wholefilm import WholeFilm

if TYPE_CHECKING:
    from poisonkit.arrays import Image

_HILLS = 8
"""Along a side of the built-in picture."""


class Backdrop(WholeFilm):
    """A trigger with a picture: from a file, or a smooth one that a number decides."""

    pattern: int
    path: str
    digest: str

    def picture(self, shape: tuple[int, int]) -> Image:
        """Return the picture as large as the film, ``(h, w)``."""
        return _picture(self.pattern, self.path, self.digest, shape)

    def settle_picture(self) -> None:
        """Refuse what is no picture, and note the digest of one that is."""
        check_pattern(self.pattern)
        # A frozen instance is still being made: what it will be is settled here.
        object.__setattr__(self, "digest", digest_of(self.path, self.digest))


@lru_cache(maxsize=4)
def _picture(pattern: int, path: str, digest: str, shape: tuple[int, int]) -> Image:
    if path:
        return grey_picture(path, digest, shape)
    noise = fixed_noise(pattern, (_HILLS, _HILLS))
    stretched = (noise - noise.min()) / np.ptp(noise)
    return np.clip(enlarged(stretched, shape), 0, 1)
