"""Arrays in an `.npz` file: how large they are, without unpacking the images."""

from __future__ import annotations

import math
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from numpy.lib import format as npy

from poisonkit.errors import BadInputError
from poisonkit.npyheader import read_header

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_BROKEN = (OSError, ValueError, EOFError, BadZipFile, MemoryError, zlib.error,
           RuntimeError, OverflowError)  # fmt: skip


@contextmanager
def opened(path: Path) -> Iterator[ZipFile]:
    """Open the archive at *path*; whatever is wrong with it is one clear line."""
    try:
        with ZipFile(path) as archive:
            yield archive
    except BadInputError:
        raise
    except _BROKEN as error:
        raise BadInputError(f"{path} is damaged, or no .npz file of arrays") from error


def shape_of(archive: ZipFile, name: str) -> tuple[int, ...]:
    """Return the shape of the array *name* from its header."""
    with archive.open(f"{name}.npy") as member:
        return read_header(member).shape


def small_array(archive: ZipFile, name: str) -> NDArray[np.integer[Any]]:
    """Return the array *name* of whole numbers; no object is ever unpickled."""
    info = archive.getinfo(f"{name}.npy")
    with archive.open(info) as member:
        header = read_header(member)
    # A forged header could ask for all the memory there is.
    size = math.prod(header.shape) * header.kind.itemsize
    if header.kind.kind not in "iub" or size > info.file_size:
        raise BadInputError(f"{archive.filename}: {name} holds no labels")
    with archive.open(info) as member:
        found: NDArray[np.integer[Any]] = npy.read_array(member, allow_pickle=False)
    return found
