"""JPEG, 8 bits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from poisonkit.readers._jpeg_original import jpeg_original
from poisonkit.readers._pillow import read_with_pillow
from poisonkit.readers._polyglot import jpeg_end, natures
from poisonkit.readers.base import PLAIN, Film, Original, Reader, Reading


@final
@dataclass(frozen=True, kw_only=True)
class Jpeg(Reader):
    """JPEG; colour becomes luminance."""

    def recognises(self, head: bytes, name: str) -> bool:
        """Look at the start-of-image marker; the name proves nothing."""
        del name
        return head.startswith(b"\xff\xd8\xff")

    def original(self, data: bytes) -> Original:
        """Take grey and usual colour; it is written with the same tables."""
        return jpeg_original(data)

    def read(self, data: bytes, reading: Reading = PLAIN) -> Film:
        """Decode every pixel, unless the user allows a scale where triggers blur."""
        film = read_with_pillow(data, "JPEG", reading.reduced_to)
        notes = natures(data, 0, jpeg_end(data))
        return replace(film, notes=film.notes + notes) if notes else film
