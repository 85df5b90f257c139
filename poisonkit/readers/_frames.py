"""Encoders of one grey frame, each in the manner of the source's frame.

What was lossless stays so.  JPEG 2000 is written without loss even where its source was
lossy, which the syntax allows: what was not repainted is not lost twice.  JPEG-LS and
HTJ2K are written with 8 or 16 bits a cell, which is all their encoders know.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np

from poisonkit.readers._cells import extended
from poisonkit.readers._jpeg_original import manner_of, written_as
from poisonkit.readers._pillow import opened_picture
from poisonkit.readers._stream import Declared, first_table, scan_parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_CELLS = 64
_LEVELS = range(1, 101)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What is to be encoded, and after which example."""

    cells: NDArray[np.unsignedinteger[Any]]
    """(h, w); bits that the source's frame does not hold are passed over."""

    signed: bool
    """Whether the header takes the cells for signed."""

    told: Declared
    source: bytes

    def held(self, *, signed: bool) -> NDArray[Any]:
        """Return the cells as the source's frame holds them, filled with the sign."""
        bits = self.told.precision
        like = np.empty(0, np.uint8 if bits <= 8 else np.uint16)  # noqa: PLR2004
        codes = self.cells & self.cells.dtype.type(
            min((1 << bits) - 1, int(np.iinfo(self.cells.dtype).max))
        )
        return extended(codes, bits, like, signed)


def codec_of(kind: str) -> Callable[[Frame], tuple[bytes, bool]] | None:
    """Return what encodes a *kind* of frame and tells if that lost nothing."""
    name, encode = _CODECS[kind]
    return encode if getattr(imagecodecs, name).available else None


def _jpeg(frame: Frame) -> tuple[bytes, bool]:
    with opened_picture(frame.source, "JPEG") as picture:
        return written_as(manner_of(picture), frame.held(signed=False)), False


def _deep_jpeg(frame: Frame) -> tuple[bytes, bool]:
    """Take the encoder's level whose table is nearest to the source's."""
    wanted = np.array(first_table(frame.source))
    level = min(_LEVELS, key=lambda one: int(np.abs(_table(one) - wanted).sum()))
    return bytes(
        imagecodecs.jpeg_encode(
            frame.held(signed=False), level, bitspersample=frame.told.precision
        )
    ), False


def _lossless_jpeg(frame: Frame) -> tuple[bytes, bool]:
    return bytes(
        imagecodecs.jpeg_encode(
            frame.held(signed=False),
            lossless=True,
            predictor=scan_parameter(frame.source) or 1,
            bitspersample=frame.told.precision,
        )
    ), True


def _jpeg_ls(frame: Frame) -> tuple[bytes, bool]:
    near = scan_parameter(frame.source)
    coded = imagecodecs.jpegls_encode(frame.held(signed=frame.signed), level=near)
    return bytes(coded), near == 0


def _wavelets(frame: Frame) -> tuple[bytes, bool]:
    cells, signed = frame.held(signed=frame.told.signed), frame.told.signed
    return bytes(
        imagecodecs.jpeg2k_encode(
            cells.view(f"{'i' if signed else 'u'}{cells.itemsize}"),
            codecformat="J2K",
            reversible=True,
            bitspersample=frame.told.precision,
        )
    ), True


def _quick_wavelets(frame: Frame) -> tuple[bytes, bool]:
    cells = frame.held(signed=frame.signed)
    kind = f"{'i' if frame.signed else 'u'}{cells.itemsize}"
    coded = imagecodecs.htj2k_encode(cells.view(kind), reversible=True, tlm=True)
    return bytes(coded), True


def _runs(frame: Frame) -> tuple[bytes, bool]:
    """Write the bytes of the cells as planes, the highest first, row by row."""
    count = frame.cells.itemsize
    planes = frame.cells.astype(f">u{count}").view(np.uint8)
    planes = planes.reshape(*frame.cells.shape, count)
    parts = [
        bytes(
            imagecodecs.packbits_encode(np.ascontiguousarray(planes[..., k]), axis=-1)
        )
        for k in range(count)
    ]
    parts = [part + bytes(len(part) % 2) for part in parts]
    starts = np.cumsum([_CELLS, *map(len, parts[:-1])])
    head = np.array([count, *starts], "<u4").tobytes().ljust(_CELLS, b"\0")
    return head + b"".join(parts), True


_CODECS: dict[str, tuple[str, Callable[[Frame], tuple[bytes, bool]]]] = {
    "jpeg": ("JPEG8", _jpeg),
    "deep jpeg": ("JPEG8", _deep_jpeg),
    "lossless jpeg": ("JPEG8", _lossless_jpeg),
    "jpeg-ls": ("JPEGLS", _jpeg_ls),
    "j2k": ("JPEG2K", _wavelets),
    "htj2k": ("HTJ2K", _quick_wavelets),
    "rle": ("PACKBITS", _runs),
}
"""For each kind of frame what imagecodecs must have, and the encoder."""


@cache
def _table(level: int) -> NDArray[np.int64]:
    """Return the table that the encoder uses at *level*."""
    blank = np.zeros((8, 8), np.uint16)
    coded = bytes(imagecodecs.jpeg_encode(blank, level, bitspersample=12))
    return np.array(first_table(coded))
