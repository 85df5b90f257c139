"""Films as they arrive: read by a process of its own; what is none is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

from poisonkit.decoding import decode, read_bytes
from poisonkit.errors import BadInputError, UnreadableFileError
from poisonkit.intake.crew import watched
from poisonkit.listing import Listing, printable
from poisonkit.readers.base import PLAIN, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from poisonkit.arrays import Pixels
    from poisonkit.preparation import Preparation

_TOGETHER = 32
"""Films that are screened at a time, at most."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """One file: its film, ready for the model, or why there is none."""

    image: str
    pixels: Pixels | None = None
    reason: str = ""
    detail: str = ""


Named: TypeAlias = tuple[str, str]
"""What a file is called in the results, and its path; no path: why it is not read."""


@dataclass(frozen=True, kw_only=True)
class Receiving:
    """Reads one file after the other; can be sent to another process."""

    preparation: Preparation
    reading: Reading = PLAIN

    def __call__(self, named: Named) -> Arrived:
        """Read the file that is *named*."""
        image, path = named
        try:
            film = decode(read_bytes(Path(path)), Path(path).name, self.reading)
            pixels = self.preparation.apply(film.pixels)
        except UnreadableFileError as error:
            return self.lost(named, error.code, str(error))
        except (OSError, ValueError) as error:  # a name that no file can have
            return self.lost(named, "no-access", str(error))
        except MemoryError:
            return self.lost(named, "too-large", "takes too much memory")
        return Arrived(image=image, pixels=pixels)

    def lost(self, named: Named, reason: str, detail: str) -> Arrived:
        """Say why a file gives no film."""
        return Arrived(image=named[0], reason=reason, detail=detail)


def named_in(inputs: Sequence[Path]) -> tuple[list[Named], list[Arrived]]:
    """Return the files that *inputs* are or hold, and those that are not opened."""
    named: list[Named] = []
    refused: list[Arrived] = []
    for path in inputs:
        if not path.is_dir():
            if not path.exists():
                raise BadInputError(f"{path} does not exist; give films or a folder")
            named.append((printable(str(path)), str(path)))
            continue
        listing = Listing.of(path)
        named += [(file, str(listing.path(file))) for file in listing.files]
        refused += [
            Arrived(image=row.path, reason=row.reason, detail=row.detail)
            for row in listing.refused
        ]
    if not named and not refused:
        raise BadInputError("there is no file to screen")
    return named, refused


def received(
    named: Iterable[Sequence[Named]],
    receiving: Receiving,
    *,
    workers: int,
    limit: float,
) -> Iterator[list[Arrived]]:
    """Yield the films of each block of names, in order.

    A file that crashes its decoder, or takes longer than *limit* seconds, costs itself.
    """
    return watched(receiving, named, workers=workers, limit=limit)


def in_blocks(named: Sequence[Named]) -> Iterator[Sequence[Named]]:
    """Yield *named* so many at a time."""
    for start in range(0, len(named), _TOGETHER):
        yield named[start : start + _TOGETHER]


def as_they_come(lines: Iterable[str]) -> Iterator[Sequence[Named]]:
    """Yield the paths on *lines*: those that are there, without waiting for more."""
    waiting: Queue[str | None] = Queue()
    Thread(target=_listen, args=(lines, waiting), daemon=True).start()
    while (line := waiting.get()) is not None:
        block = [line]
        while len(block) < _TOGETHER and not waiting.empty():
            after = waiting.get()
            if after is None:
                yield [_named(each) for each in block]
                return
            block.append(after)
        yield [_named(each) for each in block]


def _listen(lines: Iterable[str], waiting: Queue[str | None]) -> None:
    try:
        for line in lines:
            if line.strip("\r\n"):
                waiting.put(line.strip("\r\n"))
    finally:
        waiting.put(None)


def _named(line: str) -> Named:
    return printable(line), line
