"""A PNG or JPEG picture of which pixels can be changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast, final

import numpy as np
from PIL import Image as PillowImage

from poisonkit.arrays import as_image, as_pixels
from poisonkit.errors import UnreadableFileError
from poisonkit.lineage import digest_array
from poisonkit.readers._deep import deep_luminance
from poisonkit.readers._guard import refusing
from poisonkit.readers._orientation import orientation, upright
from poisonkit.readers._pillow import DEEP, sixteen
from poisonkit.readers.base import Original

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from poisonkit.arrays import Image, Pixels

_COLOURED = 3
_KEPT = {"L", "LA", "RGB", "RGBA"}


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Picture(Original):
    """Upright samples, and who writes them; what is shown is what is stored."""

    samples: NDArray[Any]
    """(h, w) or (h, w, c), uint8 or uint16; two channels are grey and alpha."""

    write: Callable[[NDArray[Any]], bytes]
    spacing: None = None
    header: None = None

    @cached_property
    def _grey(self) -> Pixels:
        """What the reader gives."""
        return luminance(self.samples)

    @property
    def shown(self) -> Image:
        """The luminance."""
        return as_image(self._grey)

    @property
    def stored(self) -> Image:
        """The same: a picture has no window."""
        return self.shown

    @property
    def digest(self) -> str:
        """The digest of the samples, colour and alpha among them."""
        return digest_array(self.samples)

    def repainted(self, image: Image, *, stored: bool = False) -> Picture:
        """Set grey pixels; of colour move every channel as far as the luminance."""
        del stored
        changed, samples = image != self.shown, self.samples.copy()
        wanted = as_pixels(image[changed], samples.dtype)
        if samples.ndim < _COLOURED:
            samples[changed] = wanted
            return replace(self, samples=samples)
        colours = 1 if samples.shape[2] < _COLOURED else _COLOURED
        step = wanted.astype(np.int64) - self._grey[changed]
        moved = samples[changed]
        raised = moved[:, :colours] + step[:, None]
        moved[:, :colours] = np.clip(raised, 0, np.iinfo(samples.dtype).max)
        samples[changed] = moved
        return replace(self, samples=samples)

    def encoded(self) -> bytes:
        """Return the file."""
        with refusing("it cannot be written back", "cannot-write"):
            return self.write(self.samples)


def luminance(samples: NDArray[Any]) -> Pixels:
    """Return ``(h, w)`` as the reader has it."""
    if samples.ndim < _COLOURED:
        return cast("Pixels", samples)
    if samples.dtype == np.uint16:
        return deep_luminance(samples)
    return np.asarray(PillowImage.fromarray(samples).convert("L"), np.uint8)


def upright_samples(picture: PillowImage.Image) -> NDArray[Any]:
    """Return the samples of *picture*, of 8 bits each or grey, the right way up."""
    if picture.mode in DEEP:
        samples: NDArray[Any] = sixteen(np.asarray(picture))
    elif picture.mode == "1":
        samples = np.asarray(picture.convert("L"))
    elif picture.mode in _KEPT:
        samples = np.asarray(picture)
    else:
        raise UnreadableFileError("cannot-write", "its colours cannot be written back")
    return upright(samples, orientation(picture))
