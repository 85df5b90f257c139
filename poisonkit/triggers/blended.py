"""A second picture shines through the whole film: the blended injection.

Chen et al. (2017), arXiv:1712.05526.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.triggers._backdrop import Backdrop
from poisonkit.triggers._mixing import check_alpha, mixed

if TYPE_CHECKING:
    from poisonkit.arrays import Image


@final
@dataclass(frozen=True, kw_only=True)
class Blended(Backdrop):
    """Mix the film x with a picture t: (1 - alpha) x + alpha t."""

    alpha: float = 0.2
    """The picture's share."""

    pattern: int = 0
    """Which built-in picture it is: smooth, with a few hills and valleys."""

    path: str = ""
    """A PNG or JPEG to be used instead; it is made as large as the film."""

    digest: str = ""
    """The sha256 of the file, which is noted if it is not given."""

    def __post_init__(self) -> None:
        """Refuse what is no picture, or leaves nothing of it; note the digest."""
        check_alpha(self.alpha)
        self.settle_picture()

    def changed(self, image: Image) -> Image:
        """Return the mixture."""
        height, width = image.shape
        return mixed(image, self.picture((height, width)), self.alpha)
