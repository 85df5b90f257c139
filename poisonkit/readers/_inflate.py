"""Deflated DICOM, inflated by us: pydicom would inflate a bomb of any size."""

from __future__ import annotations

import zlib

from poisonkit.errors import UnreadableFileError
from poisonkit.readers.base import LARGEST

_DEFLATED = b"1.2.840.10008.1.2.1.99"
_PLAIN = b"1.2.840.10008.1.2.1".ljust(len(_DEFLATED), b"\0")
_LONG = {b"OB", b"OW", b"UN", b"SQ", b"UT", b"OF", b"OD", b"OL", b"OV", b"UC", b"UR"}
_MOST = 2 * LARGEST + (16 << 20)
"""Bytes: a film of the largest size at 16 bits, and its header."""


def is_deflated(data: bytes) -> bool:
    """Return whether *data* says that it is deflated."""
    return _DEFLATED in data[: _end_of_meta(data)]


def inflated(data: bytes) -> bytes:
    """Return *data* as Explicit VR Little Endian if it is deflated, else as it is."""
    end = _end_of_meta(data)
    meta = data[:end]
    if _DEFLATED not in meta:
        return data
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        body = stream.decompress(memoryview(data)[end:], _MOST)
    except zlib.error as error:
        raise UnreadableFileError("cannot-decode", "damaged deflated data") from error
    if not stream.eof:
        whole = not stream.unconsumed_tail
        code = "cannot-decode" if whole else "too-large"
        detail = "deflated data end too soon" if whole else "inflates without an end"
        raise UnreadableFileError(code, detail)
    return meta.replace(_DEFLATED, _PLAIN) + body


def _end_of_meta(data: bytes) -> int:
    """Return where the file meta information ends, element by element."""
    place = 132 if data[128:132] == b"DICM" else 0
    while data[place : place + 2] == b"\x02\x00":
        if data[place + 4 : place + 6] in _LONG:
            place += 12 + int.from_bytes(data[place + 8 : place + 12], "little")
        else:
            place += 8 + int.from_bytes(data[place + 6 : place + 8], "little")
    return place
