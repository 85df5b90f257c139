"""The header of a NumPy array in a file: how large it is, before any of it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from numpy.lib import format as npy

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, kw_only=True)
class NpyHeader:
    """What the header says."""

    shape: tuple[int, ...]
    fortran: bool
    """Whether the first axis varies fastest."""

    kind: np.dtype[np.generic]


def read_header(file: IO[bytes]) -> NpyHeader:
    """Read the header at the start of *file*, and leave the place where it ends.

    A version that there is not is a `ValueError`, as other faults are to NumPy.
    """
    version = npy.read_magic(file)
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    if version not in read:
        raise ValueError(version)
    shape, fortran, kind = read[version](file)
    return NpyHeader(shape=shape, fortran=fortran, kind=kind)
