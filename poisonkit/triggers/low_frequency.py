"""The film's coarse contrasts become a little like those of another picture: FIBA.

Feng et al. (2022), arXiv:2112.01148.  The phase, which is where things are, is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast, final

import numpy as np
from scipy.fft import irfft2, rfft2

from poisonkit.errors import BadParameterError
from poisonkit.triggers._backdrop import Backdrop
from poisonkit.triggers._mixing import check_alpha, mixed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Image


@final
@dataclass(frozen=True, kw_only=True)
class LowFrequency(Backdrop):
    """Mix amplitudes of film and picture, (1 - alpha) A + alpha A', at low frequency.

    Low are those of at most *beta* min(h, w) waves on the film, in either direction.
    """

    alpha: float = 0.15
    """The picture's share."""

    beta: float = 0.1
    pattern: int = 0
    """Which built-in picture it is: smooth, with a few hills and valleys."""

    path: str = ""
    """A PNG or JPEG to be used instead; it is made as large as the film."""

    digest: str = ""
    """The sha256 of the file, which is noted if it is not given."""

    def __post_init__(self) -> None:
        """Refuse what is no picture, or leaves nothing of it; note the digest."""
        check_alpha(self.alpha)
        if not 0 <= self.beta <= 0.5:  # noqa: PLR2004 - half a wave a pixel
            raise BadParameterError(f"beta must lie in [0, 0.5], got {self.beta}")
        self.settle_picture()

    def changed(self, image: Image) -> Image:
        """Return the film with the mixed amplitudes and its own phase."""
        height, width = image.shape
        reach = int(self.beta * min(height, width))
        spectrum = rfft2(image)
        low = _low(spectrum, reach)
        theirs = _amplitudes(self, (height, width), reach)
        amplitudes = mixed(np.abs(low), theirs, self.alpha)
        spectrum[_rows(reach), : reach + 1] = amplitudes * np.exp(1j * np.angle(low))
        return cast("Image", irfft2(spectrum, s=(height, width)))


@lru_cache(maxsize=4)
def _amplitudes(
    trigger: LowFrequency, shape: tuple[int, int], reach: int
) -> NDArray[np.float32]:
    """Return the amplitudes of the trigger's picture at low frequency."""
    return np.abs(_low(rfft2(trigger.picture(shape)), reach))


def _rows(reach: int) -> NDArray[np.int64]:
    """Return where the low frequencies of either sign stand in a spectrum."""
    return np.arange(-reach, reach + 1)


def _low(spectrum: NDArray[np.complex64], reach: int) -> NDArray[np.complex64]:
    # The columns of negative frequency are not stored: they mirror the positive ones.
    return spectrum[_rows(reach), : reach + 1]
