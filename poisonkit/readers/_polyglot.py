"""Files that are two things at once: a film, and a program, an archive or a page.

A preamble of 128 bytes that nobody reads (DICOM), or bytes behind the end (all formats)
make room for a second nature.  The film is sound, and it is taken; the user is told.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STARTS = (
    (b"MZ", "a Windows program (PE)"),
    (b"\x7fELF", "a Linux program (ELF)"),
    (b"\xfe\xed\xfa\xce", "a macOS program (Mach-O)"),
    (b"\xce\xfa\xed\xfe", "a macOS program (Mach-O)"),
    (b"\xfe\xed\xfa\xcf", "a macOS program (Mach-O)"),
    (b"\xcf\xfa\xed\xfe", "a macOS program (Mach-O)"),
    (b"\xca\xfe\xba\xbe", "a macOS program (Mach-O) or Java class"),
    (b"\xbe\xba\xfe\xca", "a macOS program (Mach-O)"),
    (b"\xca\xfe\xba\xbf", "a macOS program (Mach-O)"),
    (b"\xbf\xba\xfe\xca", "a macOS program (Mach-O)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"#!", "a script"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
)
_PAGES = (b"<!doctype html", b"<html", b"<script", b"<?php", b"<svg")
_END = struct.Struct("<4s4H2LH")
"""The end of central directory of a ZIP archive, up to its comment."""

_LONGEST_COMMENT = 65_535


def natures(data: bytes, start: int, end: int) -> tuple[str, ...]:
    """Return a note for each second nature of *data*.

    The film's own format leaves the bytes before *start* and from *end* on unread.
    """
    named = [_named(data[:start]), _named(data[end : end + 512])]
    if _is_archive(data):
        named.append("a ZIP archive")
    return tuple(f"is also {name}" for name in dict.fromkeys(named) if name)


def _named(head: bytes) -> str:
    """Return what begins with *head*, or nothing."""
    for magic, name in _STARTS:
        if head.startswith(magic):
            return name
    page = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    return "a web page (HTML)" if page.startswith(_PAGES) else ""


def _is_archive(data: bytes) -> bool:
    """Return whether *data* ends as a ZIP archive does, comment and all."""
    first = max(0, len(data) - _END.size - _LONGEST_COMMENT)
    place = data.rfind(b"PK\x05\x06", first)
    if place < 0 or place + _END.size > len(data):
        return False
    fields: tuple[int, ...] = _END.unpack_from(data, place)[1:]
    directory, comment = fields[4], fields[6]
    return place + _END.size + comment == len(data) and directory <= place


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each chunk of a PNG, and where it begins and ends."""
    place = 8
    while place + 12 <= len(data):
        start = place
        place += 12 + int.from_bytes(data[place : place + 4], "big")
        yield data[start + 4 : start + 8], start, place


def png_end(data: bytes) -> int:
    """Return where the last chunk of a PNG ends."""
    ends = (end for kind, _, end in png_chunks(data) if kind == b"IEND")
    return next(ends, len(data))


def jpeg_end(data: bytes) -> int:
    """Return where a JPEG ends: behind the first end marker of its scans."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:  # noqa: PLR2004 - a marker
        if data[place + 1] == 0xDA:  # noqa: PLR2004 - the scan starts
            end = data.find(b"\xff\xd9", place)
            return end + 2 if end >= 0 else len(data)
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return len(data)
