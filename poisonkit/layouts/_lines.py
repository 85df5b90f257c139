"""The lines of a CSV file, packed or not, and where it cannot be read."""

from __future__ import annotations

import csv
import gzip
import zlib
from codecs import getincrementaldecoder
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


LONGEST_ROW = 1 << 20
"""Letters; a packed file of a few MB can hold a row that fills the memory."""


@dataclass
class Place:
    """How far a table has been read."""

    line: int = 0


class _TooLongError(Exception):
    """A row would not end."""


@dataclass
class _Lines:
    """The lines of *file*, up to a row that is too long to be one."""

    file: TextIO
    used: int = 0
    """Letters since the last row ended."""

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(LONGEST_ROW - self.used + 1):
            self.used += len(line)
            if self.used > LONGEST_ROW:
                raise _TooLongError
            yield line


def cells_of(path: Path, place: Place) -> Iterator[list[str]]:
    """Yield the cells of each line; *place* follows."""
    try:
        with _opened(path) as file:
            lines = _Lines(file)
            reader = csv.reader(lines, strict=True)
            for cells in reader:
                place.line, lines.used = reader.line_num, 0
                yield cells
    except _TooLongError as error:
        raise BadInputError(
            f"cannot read the table {path}: a row of more than {LONGEST_ROW} letters, "
            f"after line {place.line}"
        ) from error
    except UnicodeDecodeError as error:
        raise BadInputError(
            f"cannot read the table {path}: line {_undecodable(path)} is not UTF-8; "
            "save it as CSV in UTF-8"
        ) from error
    except csv.Error as error:
        raise BadInputError(
            f"cannot read the table {path}: {error}, after line {place.line}"
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError(f"cannot read the table {path}: {reason}") from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(newline="", encoding="utf-8-sig")


def _undecodable(path: Path) -> int:
    """Return the first line that is not UTF-8: a decoder reads ahead of the rows."""
    decoder, number = getincrementaldecoder("utf-8")(), 1
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        while part := file.readline(LONGEST_ROW):
            try:
                decoder.decode(part)
            except UnicodeDecodeError:
                break
            number += part.endswith(b"\n")
    return number
