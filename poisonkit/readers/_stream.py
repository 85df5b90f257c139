"""What a compressed frame says of itself, before anybody decodes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.errors import UnreadableFileError
from poisonkit.readers.base import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
"""Markers of JPEG and JPEG-LS that start a frame and give its size."""

_TABLES, _SCAN = 0xDB, 0xDA
_ALONE = frozenset(range(0xD0, 0xD9)) | {0x01}
_J2K = b"\xff\x4f\xff\x51"
_JP2 = b"\x00\x00\x00\x0cjP  "
_HIGH_THROUGHPUT = 0x4000
_FEW = 4


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What the head of a codestream says."""

    kind: str
    """``jpeg``, ``deep jpeg``, ``lossless jpeg``, ``jpeg-ls``, ``j2k``, ``htj2k`` or
    ``rle``."""

    height: int = 0
    width: int = 0
    samples: int = 1
    precision: int = 0
    signed: bool = False

    def check(self, rows: int, columns: int) -> None:
        """Refuse a frame of other dimensions than the header's, or a bomb."""
        if self.kind == "rle":
            return
        if self.height * self.width > LARGEST or self.samples > _FEW:
            detail = f"its pixels declare {self.width} x {self.height}"
            raise UnreadableFileError("too-large", detail)
        if (self.height, self.width) != (rows, columns):
            told = f"{self.width} x {self.height}, its header {columns} x {rows}"
            raise UnreadableFileError("cannot-decode", f"its pixels declare {told}")


def declared(frame: bytes) -> Declared | None:
    """Return what *frame* declares, or None if it is nothing known."""
    if frame.startswith(b"\xff\xd8"):
        return _jpeg(frame)
    if frame.startswith((_J2K, _JP2)):
        return _jpeg_2000(frame, _codestream(frame))
    return Declared(kind="rle") if _is_run_length(frame) else None


def _jpeg(frame: bytes) -> Declared | None:
    for marker, place in segments(frame):
        if marker in _FRAMES:
            kind = {0xC3: "lossless jpeg", 0xF7: "jpeg-ls"}.get(marker, "jpeg")
            if kind == "jpeg" and frame[place + 4] > 8:  # noqa: PLR2004 - bits
                kind = "deep jpeg"
            return Declared(
                kind=kind,
                precision=frame[place + 4],
                height=_number(frame, place + 5, 2),
                width=_number(frame, place + 7, 2),
                samples=frame[place + 9],
            )
    return None


def segments(frame: bytes) -> Iterator[tuple[int, int]]:
    """Yield each marker of the head of a JPEG, and where it stands."""
    place = 2
    while place + 10 <= len(frame) and frame[place] == 0xFF:  # noqa: PLR2004 - a marker
        marker = frame[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 - fill
            place += 1
        elif marker in _ALONE:
            place += 2
        else:
            yield marker, place
            place += 2 + _number(frame, place + 2, 2)


def scan_parameter(frame: bytes) -> int:
    """Return the predictor of lossless JPEG, or how near JPEG-LS comes."""
    for marker, place in segments(frame):
        if marker == _SCAN:
            return frame[place + 5 + 2 * frame[place + 4]]
    return 0


def first_table(frame: bytes) -> tuple[int, ...]:
    """Return the first table of quantisation; nothing where there is none."""
    for marker, place in segments(frame):
        if marker == _TABLES:
            wide = 2 if frame[place + 4] >> 4 else 1
            places = range(place + 5, place + 5 + 64 * wide, wide)
            return tuple(_number(frame, at, wide) for at in places)
    return ()


def _codestream(frame: bytes) -> int:
    """Return where the codestream begins, behind the boxes of a JP2 file."""
    place = 0
    while frame.startswith(_JP2) and place + 16 <= len(frame):
        length, kind = _number(frame, place, 4), frame[place + 4 : place + 8]
        head = 16 if length == 1 else 8
        if kind == b"jp2c":
            return place + head
        place += max(_number(frame, place + 8, 8) if length == 1 else length, head)
    return 0


def _jpeg_2000(frame: bytes, at: int) -> Declared | None:
    if frame[at : at + 4] != _J2K or len(frame) < at + 43:
        return None
    quick = _number(frame, at + 6, 2) & _HIGH_THROUGHPUT
    depth = frame[at + 42]
    return Declared(
        kind="htj2k" if quick else "j2k",
        width=_number(frame, at + 8, 4) - _number(frame, at + 16, 4),
        height=_number(frame, at + 12, 4) - _number(frame, at + 20, 4),
        samples=_number(frame, at + 40, 2),
        precision=(depth & 0x7F) + 1,
        signed=bool(depth & 0x80),
    )


def _is_run_length(frame: bytes) -> bool:
    """Return whether the 64 bytes of offsets make sense."""
    places = [int.from_bytes(frame[k : k + 4], "little") for k in range(0, 64, 4)]
    count, used = places[0], places[1 : places[0] + 1]
    sane = 1 <= count <= 15 and used[0] == 64 and used == sorted(used)  # noqa: PLR2004
    return len(frame) > 64 and sane and not any(places[count + 1 :])  # noqa: PLR2004


def _number(frame: bytes, at: int, count: int) -> int:
    return int.from_bytes(frame[at : at + count], "big")
