"""One ingest into one file at a time."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from poisonkit.errors import OutputError
from poisonkit.files import part_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO


@contextmanager
def sole(destination: Path) -> Iterator[None]:
    """Refuse to begin while another process works on *destination*.

    The system gives the lock back when its holder dies, however it dies.
    """
    path = part_of(destination).with_name(f".{destination.name}.lock.part")
    with _locked(path, destination):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _locked(path: Path, destination: Path) -> IO[bytes]:
    """Return the file at *path*, open and locked."""
    while True:
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise OutputError(
                f"another ingest is writing {destination}; let it end first"
            ) from error
        if _is_still(path, file):
            return file
        file.close()  # its holder removed it when it was done


def _is_still(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
