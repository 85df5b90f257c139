"""PNG, 8 and 16 bits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from poisonkit.readers._kornia import read_with_kornia
from poisonkit.readers._pillow import read_with_pillow
from poisonkit.readers._png_original import png_original
from poisonkit.readers._polyglot import natures, png_end
from poisonkit.readers.base import PLAIN, Film, Original, Reader, Reading

_MAGIC = b"\x89PNG\r\n\x1a\n"


@final
@dataclass(frozen=True, kw_only=True)
class Png(Reader):
    """Portable network graphics; colour and transparency become luminance."""

    def recognises(self, head: bytes, name: str) -> bool:
        """Look at the signature; the name proves nothing."""
        del name
        return head.startswith(_MAGIC)

    def original(self, data: bytes) -> Original:
        """Take grey and colour of 8 or 16 bits; a palette is refused."""
        return png_original(data)

    def read(self, data: bytes, reading: Reading = PLAIN) -> Film:
        """Decode at full depth; the format has no reduced scale."""
        del reading
        film = read_with_kornia(data) or read_with_pillow(data, "PNG")
        notes = natures(data, 0, png_end(data))
        return replace(film, notes=film.notes + notes) if notes else film
