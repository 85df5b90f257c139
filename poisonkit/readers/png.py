"""PNG, 8 and 16 bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from poisonkit.readers._pillow import read_with_pillow
from poisonkit.readers.base import Film, Reader

_MAGIC = b"\x89PNG\r\n\x1a\n"


@final
@dataclass(frozen=True, kw_only=True)
class Png(Reader):
    """Portable network graphics; colour and transparency become luminance."""

    def recognises(self, head: bytes, name: str) -> bool:
        """Look at the signature; the name proves nothing."""
        del name
        return head.startswith(_MAGIC)

    def read(self, data: bytes) -> Film:
        """Decode at full depth."""
        return read_with_pillow(data, "PNG")
