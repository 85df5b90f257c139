"""From the bytes of a file to a film, by whichever reader recognises them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from poisonkit.readers.base import PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.readers.base import Film, Original, Reader, Reading

T = TypeVar("T")

_HEAD = 132
_HEAVIEST = 2 << 30
"""Bytes; no single film is that large."""


def read_bytes(path: Path) -> bytes:
    """Return the content of a file, or refuse it as unreadable or changing."""
    try:
        with path.open("rb") as file:
            before = path.stat()
            if before.st_size > _HEAVIEST:
                raise UnreadableFileError("too-large", "more than 2 GiB")
            data = file.read(before.st_size + 1)
        after = path.stat()
    except OSError as error:
        raise UnreadableFileError(
            "no-access", error.strerror or "unreadable"
        ) from error
    same = (before.st_size, before.st_mtime_ns, before.st_ino)
    if same != (after.st_size, after.st_mtime_ns, after.st_ino):
        raise UnreadableFileError("changed", "it changed while it was read")
    if len(data) != before.st_size:
        raise UnreadableFileError("changed", "it is not as long as its folder says")
    return data


def decode(data: bytes, name: str, reading: Reading = PLAIN) -> Film:
    """Return the film in *data*, read by whichever reader recognises it."""
    reader = _reader_of(data, name)
    return _refusing(lambda: reader.read(data, reading), reader)


def original(data: bytes, name: str) -> Original:
    """Return the film in *data* in its own format, to be changed."""
    reader = _reader_of(data, name)
    return _refusing(lambda: reader.original(data), reader)


def _reader_of(data: bytes, name: str) -> Reader:
    head = data[:_HEAD]
    for reader in _readers():
        if reader.recognises(head, name):
            return reader
    if not data:
        raise UnreadableFileError("empty", "the file is empty")
    raise UnreadableFileError("not-an-image", "neither DICOM nor PNG nor JPEG")


def _refusing(work: Callable[[], T], reader: Reader) -> T:
    """Let *reader* work; what a library raises over broken bytes is a refusal."""
    try:
        return work()
    except (UnreadableFileError, KeyboardInterrupt):
        raise
    except MemoryError as error:
        raise UnreadableFileError("too-large", "takes too much memory") from error
    except BaseException as error:  # a panic in Rust is no Exception
        kind = type(reader).__name__.upper()
        raise UnreadableFileError("cannot-decode", f"damaged {kind}") from error


@cache
def _readers() -> tuple[Reader, ...]:
    return tuple(READERS.create(name) for name in READERS.modules())
