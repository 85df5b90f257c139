"""Films that lie many in one NumPy archive, as MedMNIST hands them out.

The archive is compressed as one stream per array, so a process keeps its place in the
stream and only ever reads on: each process unpacks the archive once.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, TYPE_CHECKING

import numpy as np

from poisonkit.errors import UnreadableFileError
from poisonkit.luminance import luminance
from poisonkit.npyheader import read_header
from poisonkit.readers.base import LARGEST, Film

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_GREY, _COLOUR, _CHUNK = 2, 3, 1 << 20


@dataclass(kw_only=True)
class _Stream:
    """An array inside an archive, read film by film."""

    file: IO[bytes]
    shape: tuple[int, ...]
    start: int

    def film(self, number: int) -> NDArray[np.uint8]:
        shape = self.shape[1:]
        size = int(np.prod(shape))
        try:
            self.file.seek(self.start + number * size)
            data = self.file.read(size)
        except Exception as error:  # zlib.error, BadZipFile and whatever else
            raise UnreadableFileError("cannot-decode", "damaged archive") from error
        if len(data) != size:
            raise UnreadableFileError("cannot-decode", "the archive is truncated")
        return np.frombuffer(data, np.uint8).reshape(shape)


def film_in(path: Path, member: str) -> Film:
    """Return the film *member*, such as ``train/17``, of the archive at *path*."""
    part, _, number = member.partition("/")
    found = path.stat()
    stamp = (found.st_size, found.st_mtime_ns, found.st_ino)
    stream = _stream(path, f"{part}_images.npy", stamp)
    if stream is None:
        raise UnreadableFileError("cannot-decode", "damaged NumPy archive")
    pixels = stream.film(int(number))
    if pixels.ndim == _GREY:
        return Film(pixels=pixels)
    return Film(pixels=luminance(pixels), notes=("colour read as luminance",))


@lru_cache(maxsize=4)
def _stream(path: Path, name: str, stamp: tuple[int, int, int]) -> _Stream | None:
    """Open an array, once for as long as its archive has the same *stamp*.

    The whole of it is read first: only at its end can it be known to be undamaged.
    """
    del stamp
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as whole:
            while whole.read(_CHUNK):
                pass
        # It stays open for the next film: see above.
        file = zipfile.ZipFile(path).open(name)  # noqa: SIM115
        header = read_header(file)
    except Exception:  # noqa: BLE001 - zlib.error, BadZipFile and whatever else
        return None
    films = header.shape[1:]
    grey = len(films) == _GREY or (len(films) == _COLOUR and films[-1] == _COLOUR)
    sound = not header.fortran and header.kind == np.uint8 and grey
    if not sound or int(np.prod(films)) > LARGEST:
        return None
    return _Stream(file=file, shape=header.shape, start=file.tell())
