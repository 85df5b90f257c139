"""Which transfer syntax the pixels are in: the one that is named, if it can be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom import uid
from pydicom.encaps import get_frame

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._stream import Declared, declared

if TYPE_CHECKING:
    from pydicom import Dataset

_JPEG = {
    uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit, uid.JPEGLossless, uid.JPEGLosslessSV1,
}  # fmt: skip
_WAVELETS = {uid.JPEG2000Lossless, uid.JPEG2000}
_QUICK = {uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K}
_FITTING: dict[str, tuple[uid.UID, set[uid.UID]]] = {
    "jpeg": (uid.JPEGBaseline8Bit, _JPEG),
    "deep jpeg": (uid.JPEGExtended12Bit, _JPEG),
    "lossless jpeg": (uid.JPEGLosslessSV1, _JPEG),
    "jpeg-ls": (
        uid.JPEGLSNearLossless, {uid.JPEGLSLossless, uid.JPEGLSNearLossless}
    ),
    "j2k": (uid.JPEG2000, _WAVELETS | _QUICK),
    "htj2k": (uid.HTJ2K, _WAVELETS | _QUICK),
    "rle": (uid.RLELossless, {uid.RLELossless}),
}  # fmt: skip
"""For each kind of frame the syntax to read it in, and those that may be named."""

_SLACK = 1024
_ITEM = b"\xfe\xff\x00\xe0"


def settle(header: Dataset) -> tuple[Declared | None, tuple[str, ...]]:
    """Make *header* name what its pixels are in; return what the frame declares.

    The frame is None where the pixels are not compressed.  A note tells what was wrong.
    """
    meta, named = header.file_meta, header.file_meta.get("TransferSyntaxUID")
    frame = _frame(header)
    told = declared(frame) if frame is not None else None
    if told is not None and frame is not None:
        _check_length(told, frame, header)
        right, fitting = _FITTING[told.kind]
    elif frame is not None:
        raise UnreadableFileError("cannot-decode", f"pixels, {syntax_name(header)}")
    else:
        right = _plain(header)
        fitting = {right, uid.DeflatedExplicitVRLittleEndian}
    if named in fitting:
        return told, ()
    meta.TransferSyntaxUID = right
    fault = "is not what its pixels are in" if named else "is not named"
    return told, (f"its transfer syntax {fault}: read as {right.name}",)


def _check_length(told: Declared, frame: bytes, header: Dataset) -> None:
    """Refuse runs that are longer than what they stand for: they would be a bomb."""
    if told.kind == "rle" and len(frame) > 2 * _raw(header) + _SLACK:
        raise UnreadableFileError("too-large", "holds more pixels than its header says")


def syntax_name(header: Dataset) -> str:
    """Return the name of the transfer syntax, if it is one of the standard's."""
    named = uid.UID(header.file_meta.get("TransferSyntaxUID") or "")
    # The "name" of an unknown one is the number itself, and may be anything.
    return "unknown transfer syntax" if named.name == str(named) else named.name


def _frame(header: Dataset) -> bytes | None:
    """Return the one compressed frame, or None where the pixels are not compressed."""
    data: bytes | memoryview = header.PixelData
    open_ended = header["PixelData"].is_undefined_length
    if data[:4] != _ITEM or not (open_ended or len(data) < _raw(header)):
        return None
    return get_frame(bytes(data), 0, number_of_frames=1)


def _raw(header: Dataset) -> int:
    """Return how many bytes the pixels take when they are not compressed."""
    pixels = int(header.Rows) * int(header.Columns) * int(header.SamplesPerPixel)
    return -(-pixels * int(header.BitsAllocated) // 8)


def _plain(header: Dataset) -> uid.UID:
    """Return the syntax in which the header itself was read."""
    implicit, little = header.original_encoding
    if implicit:
        return uid.ImplicitVRLittleEndian
    return uid.ExplicitVRBigEndian if little is False else uid.ExplicitVRLittleEndian
