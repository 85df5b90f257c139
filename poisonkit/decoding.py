"""From a file to a square of pixels of one size and depth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.preparation import Preparation
    from poisonkit.readers.base import Film, Reader

_HEAD = 132


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """One file after reading; exactly one of *pixels* and *reason* is given."""

    pixels: Pixels | None = None
    patient: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    digest: str = ""
    """sha256 of the file as it was read."""

    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Decoder:
    """Reads files below *folder*; can be sent to another process."""

    folder: Path
    preparation: Preparation

    def __call__(self, files: Sequence[str]) -> list[Decoded]:
        """Decode a block of files."""
        return [self._one(file) for file in files]

    def _one(self, file: str) -> Decoded:
        try:
            data = read_bytes(self.folder / file)
            film = decode(data, file)
        except UnreadableFileError as error:
            return Decoded(reason=error.code, detail=str(error))
        return Decoded(
            pixels=self.preparation.apply(film.pixels),
            patient=film.patient,
            meta=film.meta,
            notes=film.notes,
            digest=hashlib.sha256(data).hexdigest(),
        )


def read_bytes(path: Path) -> bytes:
    """Return the content of a file, or refuse it as unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            "no-access", error.strerror or "unreadable"
        ) from error


def decode(data: bytes, name: str) -> Film:
    """Return the film in *data*, read by whichever reader recognises it."""
    head = data[:_HEAD]
    for reader in _readers():
        if reader.recognises(head, name):
            return _read(reader, data)
    raise UnreadableFileError("not-an-image", "neither DICOM nor PNG nor JPEG")


def _read(reader: Reader, data: bytes) -> Film:
    """Let *reader* decode; what a library raises over broken bytes is a refusal."""
    try:
        return reader.read(data)
    except UnreadableFileError:
        raise
    except Exception as error:
        kind = type(reader).__name__.upper()
        raise UnreadableFileError("cannot-decode", f"damaged {kind}") from error


@cache
def _readers() -> tuple[Reader, ...]:
    return tuple(READERS.create(name) for name in READERS.modules())
