"""What an ingest has done so far, block by block, so that it can go on after a kill.

A folder beside the destination: ``plan.json`` says which work this is, and each block
of films is one archive, written under another name and renamed when it is whole.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadInputError
from poisonkit.files import write_json
from poisonkit.intake.taken import Taken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.layouts.base import Entry

_PLAN = "plan.json"
_PASSING = {"changed", "crashed", "no-access", "timed-out"}
"""Reasons that may be gone the next time: a film refused for one is tried again."""


@dataclass(frozen=True, kw_only=True)
class BlockStore:
    """The blocks of one ingest, on disk."""

    folder: Path

    @property
    def begun(self) -> bool:
        """Whether there is work to go on with."""
        return (self.folder / _PLAN).exists()

    def begin(self, plan: str) -> None:
        """Make the folder for the work with the digest *plan*."""
        self.folder.mkdir()
        part = self.folder / "plan.part"
        write_json(part, plan)
        part.replace(self.folder / _PLAN)

    def go_on(self, plan: str) -> None:
        """Refuse to go on with work that was begun with another plan."""
        try:
            begun = json.loads((self.folder / _PLAN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            begun = None
        if begun != plan:
            raise BadInputError(
                "the interrupted ingest was of other films or with other options; "
                "start it over without --resume"
            )

    @property
    def count(self) -> int:
        """How many blocks are here."""
        return len(list(self.folder.glob("*.npz")))

    def whole(self, number: int, folder: Path, entries: Sequence[Entry]) -> bool:
        """Return whether block *number* is here and none of its films has changed."""
        try:
            records = self.records(number)
            self.pixels(number)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError):
            return False
        return len(records) == len(entries) and all(
            _unchanged(folder / entry.file, record)
            for entry, record in zip(entries, records, strict=True)
        )

    def write(self, number: int, taken: Sequence[Taken]) -> None:
        """Keep one block."""
        films = [film.pixels for film in taken if film.pixels is not None]
        records = json.dumps([asdict(replace(film, pixels=None)) for film in taken])
        part = self.folder / "block.part"
        with part.open("wb") as file:
            np.savez(
                file,
                records=np.frombuffer(records.encode(), np.uint8),
                pixels=np.array(films) if films else np.zeros((0, 0, 0), np.uint8),
            )
        part.replace(self._path(number))

    def records(self, number: int) -> list[Taken]:
        """Return block *number* without its pixels."""
        with np.load(self._path(number), allow_pickle=False) as held:
            rows = json.loads(held["records"].tobytes())
        return [Taken(**row) for row in rows]

    def pixels(self, number: int) -> Pixels:
        """Return the pixels ``(m, h, w)`` of the films of block *number* that are."""
        with np.load(self._path(number), allow_pickle=False) as held:
            pixels: Pixels = held["pixels"]
        return pixels

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.npz"


def _unchanged(path: Path, record: Taken) -> bool:
    if record.reason in _PASSING:
        return False
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (record.size, record.changed)
