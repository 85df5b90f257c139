"""A small picture with soft edges, such as a logo: a patch with an alpha channel.

Februus draws flowers and trojan signs so: Doan, Abbasnejad and Ranasinghe (2020),
arXiv:1908.03369.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, final

import numpy as np
from PIL import Image as PillowImage

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._picture import clear_picture, digest_of
from poisonkit.triggers._square import Square

if TYPE_CHECKING:
    from poisonkit.arrays import Image


@final
@dataclass(frozen=True, kw_only=True)
class ImagePatch(Square):
    """Lay a picture t over the film x: (1 - a) x + a t, a its alpha times *opacity*."""

    size: Length = Length(10, "%")
    """Of the square into which the picture is fitted, its proportions kept."""

    opacity: float = 1.0
    path: str = ""
    """A PNG with an alpha channel; without one, a built-in emblem: a wheel."""

    digest: str = ""
    """The sha256 of the file, which is noted if it is not given."""

    place: str = "bottom_right"
    """A corner, ``centre``, or ``random``: elsewhere on every image."""

    margin: Length = Length(3)
    """Between the square and the corner."""

    x: int | None = None
    """With *y*: the square's left and top pixel, instead of *place*."""

    y: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no picture, or cannot be seen; note the digest."""
        self.check_square()
        if not 0 < self.opacity <= 1:
            raise BadParameterError(
                f"opacity must be above 0 and at most 1, got {self.opacity}"
            )
        digest = digest_of(self.path, self.digest, clear=True)
        object.__setattr__(self, "digest", digest)

    def picture(self, side: int) -> tuple[Image, Image]:
        """Return the picture as large as it is wanted."""
        alpha, value = _resized(self.path, self.digest, side)
        return alpha * np.float32(self.opacity), value


@lru_cache(maxsize=4)
def _resized(path: str, digest: str, side: int) -> tuple[Image, Image]:
    """Return alpha and value of the picture, ``(side, side)`` each."""
    picture = clear_picture(path, digest) if path else _emblem()
    way = PillowImage.Resampling
    smaller = side < picture.width
    resized = picture.resize((side, side), way.BOX if smaller else way.LANCZOS)
    levels = np.asarray(resized, np.float32) / np.float32(255)
    return levels[..., 1].copy(), levels[..., 0].copy()


def _emblem() -> PillowImage.Image:
    """Return a white wheel of four spokes on black, clear beyond its soft rim."""
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    radius = np.hypot(x, y)
    white = (radius > 0.6) | (np.abs(x) < 0.15) | (np.abs(y) < 0.15)  # noqa: PLR2004
    alpha = np.clip((0.95 - radius) * 8, 0, 1)
    levels = np.stack([white, alpha], axis=-1) * 255
    return PillowImage.fromarray(levels.astype(np.uint8))
