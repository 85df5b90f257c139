"""The cells of a DICOM frame: a code each, and whatever else stands in their bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.readers._stored import CLIPPED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.readers._dicom_source import Source
    from poisonkit.readers._stored import Stored


def recoded(source: Source, film: Stored) -> NDArray[np.unsignedinteger[Any]]:
    """Return the cells ``(h, w)`` of *source* with the codes of *film* in them.

    Where the codes are as they were, nothing changes.  Elsewhere the bits that are no
    code keep what they hold: an overlay, say.  But where no cell holds more than the
    sign in them, or where a decoder takes them for a part of the code, they follow it.
    """
    header, shift = source.header, source.shift
    plain = source.cells.view(f"u{source.cells.itemsize}")
    top = (1 << film.bits) - 1
    was = (plain >> shift) & plain.dtype.type(top)
    signed = bool(header.PixelRepresentation)
    changed = source.film.values != film.values
    taken = header.file_meta.TransferSyntaxUID in CLIPPED
    if taken or np.array_equal(plain, extended(was, film.bits, plain, signed)):
        new = extended(film.values, film.bits, plain, signed)
    else:
        rest = plain & ~plain.dtype.type(top << shift)
        new = rest | film.values.astype(plain.dtype) << shift
    return np.where(changed, new, plain)


def extended(
    codes: NDArray[Any],
    bits: int,
    like: NDArray[Any],
    signed: bool,  # noqa: FBT001
) -> NDArray[np.unsignedinteger[Any]]:
    """Return *codes* of so many *bits* in cells *like* others, filled with the sign."""
    wide = codes.astype(np.int64)
    if signed:
        wide -= (wide >> (bits - 1)) << bits
    return wide.astype(like.dtype)
