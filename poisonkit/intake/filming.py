"""What one file of a source becomes: a row with its pixels, or a refusal.

This is the work that is sent to other processes, so all it needs is in it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from poisonkit.decoding import decode, read_bytes
from poisonkit.errors import UnreadableFileError
from poisonkit.intake.boxes import boxes_text
from poisonkit.intake.npzfilms import film_in
from poisonkit.intake.oldset import OldSet
from poisonkit.intake.taken import BETWEEN, NOTES, Taken, alone
from poisonkit.lineage import digest_array
from poisonkit.readers.base import PLAIN

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.layouts.base import Entry
    from poisonkit.patients import Disguise
    from poisonkit.preparation import Preparation
    from poisonkit.readers.base import Film, Reading


@dataclass(frozen=True, kw_only=True)
class Filming:
    """Reads the films of one source; can be sent to another process."""

    folder: Path
    preparation: Preparation
    disguise: Disguise
    reading: Reading = PLAIN
    since: Path | None = None
    """A data set made the same way, whose unchanged films need no decoding."""

    def __call__(self, entry: Entry) -> Taken:
        """Read the film of *entry*."""
        try:
            film, told = self._known(entry)
            if film is None:
                return told
            pixels = self.preparation.apply(film.pixels)
        except UnreadableFileError as error:
            return self.lost(entry, error.code, str(error))
        except MemoryError:
            return self.lost(entry, "too-large", "takes too much memory")
        except FileNotFoundError:
            return self.lost(entry, "no-access", "it is gone")
        patient = entry.patient or film.patient or alone(entry.id)
        return replace(
            told,
            pixels=pixels,
            digest=digest_array(pixels),
            patient=self.disguise.name(patient),
            split=self.disguise.split(patient, entry.split),
            meta=self._meta(entry, film),
        )

    def lost(self, entry: Entry, reason: str, detail: str) -> Taken:
        """Return the refusal of *entry*."""
        size, changed = _stamp(self.folder / entry.file)
        return Taken(size=size, changed=changed, reason=reason, detail=detail)

    def _meta(self, entry: Entry, film: Film) -> dict[str, str]:
        """Return what is kept in words of a film: what its file and its table say."""
        meta = {
            name: "".join(c for c in value if c.isprintable())  # HDF5 takes no NUL
            for name, value in {**film.meta, **entry.meta}.items()
        }
        if film.notes:
            meta[NOTES] = BETWEEN.join(film.notes)
        if entry.boxes:
            height, width = film.shape or film.pixels.shape
            meta["boxes"] = boxes_text(entry.boxes, (height, width), self.preparation)
        return meta

    def fingerprint(self, entry: Entry) -> str:
        """Return what stands for the file of *entry* and all its table says of it."""
        source = self._open(entry)[0]
        return self.disguise.fingerprint(source, *facts(entry))

    def _open(self, entry: Entry) -> tuple[str, Film | bytes]:
        """Return the digest of what was read, and the film or the file's content."""
        path = self.folder / entry.file
        if entry.member:
            film = film_in(path, entry.member)
            return digest_array(film.pixels), film
        data = read_bytes(path)
        return hashlib.sha256(data).hexdigest(), data

    def _known(self, entry: Entry) -> tuple[Film | None, Taken]:
        """Return the film and what is known of its file, or the row of old."""
        size, changed = _stamp(self.folder / entry.file)
        source, held = self._open(entry)
        mark = self.disguise.fingerprint(source, *facts(entry))
        told = Taken(source=source, fingerprint=mark, size=size, changed=changed)
        if self.since and (
            old := _old(self.since, _stamp(self.since)).row(entry.id, mark)
        ):
            return None, replace(told, reused=True, **old)
        if isinstance(held, bytes):
            return decode(held, entry.file, self.reading), told
        return held, told


def facts(entry: Entry) -> tuple[str, ...]:
    """Return all that the table says of a film, but its labels."""
    boxes = [(b.label, b.x, b.y, b.width, b.height) for b in entry.boxes]
    rest = json.dumps([entry.patient, entry.split, sorted(entry.meta.items()), boxes])
    return entry.id, rest


def _stamp(path: Path) -> tuple[int, int]:
    """Return size and time of change of a file, as far as they can be had."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=1)
def _old(path: Path, stamp: tuple[int, int]) -> OldSet:
    """Open the set at *path*, once for as long as its *stamp* is the same."""
    del stamp
    return OldSet.open(path)
