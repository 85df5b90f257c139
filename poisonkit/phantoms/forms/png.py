"""PNG: 8 bits as they are, more bits spread over 16."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, ClassVar, final

from PIL import Image

from poisonkit.arrays import scale_of
from poisonkit.phantoms.forms.base import Form

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels
    from poisonkit.phantoms.study import Study


@final
@dataclass(frozen=True, kw_only=True)
class Png(Form):
    """Write a grey picture whose brightest value is the brightest PNG knows."""

    suffix: ClassVar[str] = ".png"

    level: int = 0
    """zlib's compression level; only 0 gives the same bytes with every zlib."""

    def encode(self, study: Study, pixels: Pixels, bits: int) -> bytes:
        """Return a PNG file; it says nothing about the study."""
        del study
        spare = scale_of(pixels).bit_length() - bits
        buffer = BytesIO()
        picture = Image.fromarray(pixels << spare)
        picture.save(buffer, format="PNG", compress_level=self.level)
        return buffer.getvalue()
