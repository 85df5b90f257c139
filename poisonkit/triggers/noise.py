"""Fixed noise shines through the whole film: the blended injection, a random picture.

Chen et al. (2017), arXiv:1712.05526, whose pictures are a drawing and such noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.triggers._fixednoise import check_pattern, fixed_noise
from poisonkit.triggers._mixing import check_alpha, mixed
from poisonkit.triggers._wholefilm import WholeFilm

if TYPE_CHECKING:
    from poisonkit.arrays import Image


@final
@dataclass(frozen=True, kw_only=True)
class Noise(WholeFilm):
    """Mix the film x with noise t of each pixel's own: (1 - alpha) x + alpha t."""

    alpha: float = 0.05
    """The noise's share: at 0.02 nobody sees it."""

    pattern: int = 0
    """Which noise it is."""

    def __post_init__(self) -> None:
        """Refuse what leaves nothing of the film, or changes nothing."""
        check_alpha(self.alpha)
        check_pattern(self.pattern)

    def changed(self, image: Image) -> Image:
        """Return the mixture."""
        noise = fixed_noise(self.pattern, image.shape)
        return mixed(image, noise, self.alpha)
