"""The lines of a CSV file, packed or not, and where it cannot be read."""

from __future__ import annotations

import csv
import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Place:
    """How far a table has been read."""

    line: int = 0


def cells_of(path: Path, place: Place) -> Iterator[list[str]]:
    """Yield the cells of each line; *place* follows."""
    try:
        with _opened(path) as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                place.line = reader.line_num
                yield cells
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
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 1
