"""How large the films of a source are, seen from the first that can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.decoding import decode, read_bytes
from poisonkit.errors import UnreadableFileError
from poisonkit.intake.crew import watched
from poisonkit.intake.npzfilms import film_in
from poisonkit.readers.base import PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.layouts.base import Entry
    from poisonkit.readers.base import Reading

LARGEST_DEFAULT = 224


@dataclass(frozen=True, kw_only=True)
class _Sizing:
    folder: Path
    reading: Reading

    def __call__(self, entry: Entry) -> int:
        """Return the longer side of a film; 0 if it cannot be read."""
        path = self.folder / entry.file
        try:
            if entry.member:
                film = film_in(path, entry.member)
            else:
                film = decode(read_bytes(path), entry.file, self.reading)
        except (UnreadableFileError, MemoryError):
            return 0
        height, width = film.pixels.shape
        return int(max(height, width))

    def lost(self, entry: Entry, reason: str, detail: str) -> int:
        """Return 0: it cannot be read."""
        del entry, reason, detail
        return 0


def first_size(
    folder: Path, entries: Sequence[Entry], reading: Reading = PLAIN, limit: float = 60
) -> int:
    """Return the longer side of the first readable film, at most 224."""
    sizing = _Sizing(folder=folder, reading=reading)
    found = watched(sizing, ([entry] for entry in entries), workers=1, limit=limit)
    longer = next((size for (size,) in found if size), LARGEST_DEFAULT)
    return min(LARGEST_DEFAULT, longer)
