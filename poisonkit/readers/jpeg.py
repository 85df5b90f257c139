"""JPEG, 8 bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from poisonkit.readers._pillow import read_with_pillow
from poisonkit.readers.base import Film, Reader


@final
@dataclass(frozen=True, kw_only=True)
class Jpeg(Reader):
    """JPEG at its full scale; colour becomes luminance."""

    def recognises(self, head: bytes, name: str) -> bool:
        """Look at the start-of-image marker; the name proves nothing."""
        del name
        return head.startswith(b"\xff\xd8\xff")

    def read(self, data: bytes) -> Film:
        """Decode every pixel, never at a reduced scale: small triggers would blur."""
        return read_with_pillow(data, "JPEG")
