"""Files that want memory, panic, or name a patient in what they declare."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest
from pydicom import uid
from pydicom.pixels.decoders.base import get_decoder

from poisonkit.readers import READERS
from tests.families.files import (
    compressed,
    dicom,
    header,
    picture,
    png_chunk,
    ramp,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DICOM = READERS.create("dicom")
GREY = ramp(8, np.uint8)
SIDE = 60_000
MODEST = 4 << 20
"""Bytes that a refusal may take."""

WAVELETS = bytes(imagecodecs.jpeg2k_encode(GREY, codecformat="J2K", reversible=True))
BOXED = bytes(imagecodecs.jpeg2k_encode(GREY, codecformat="JP2", reversible=True))


def sized(frame: bytes, marker: bytes, offset: int, size: int) -> bytes:
    """Return *frame* with another height and width behind *marker*."""
    place = frame.index(marker) + offset
    new = SIDE.to_bytes(size, "big") * 2
    return frame[:place] + new + frame[place + 2 * size :]


def jpeg(kind: bytes, frame: bytes) -> bytes:
    return sized(frame, b"\xff" + kind, 5, 2)


FRAMES: dict[str, tuple[str, bytes]] = {
    "jpeg": (
        uid.JPEGBaseline8Bit, jpeg(b"\xc0", bytes(imagecodecs.jpeg_encode(GREY)))
    ),
    "lossless": (
        uid.JPEGLosslessSV1,
        jpeg(b"\xc3", bytes(imagecodecs.jpeg_encode(GREY, lossless=True))),
    ),
    "jpeg-ls": (
        uid.JPEGLSLossless, jpeg(b"\xf7", bytes(imagecodecs.jpegls_encode(GREY)))
    ),
    "wavelets": (uid.JPEG2000Lossless, sized(WAVELETS, b"\xff\x4f\xff\x51", 8, 4)),
    "boxed": (uid.JPEG2000Lossless, sized(BOXED, b"\xff\x4f\xff\x51", 8, 4)),
    "runs": (
        uid.RLELossless, struct.pack("<2I", 1, 64) + bytes(56) + b"\x81\x00" * 100_000
    ),
}  # fmt: skip


def png_bomb() -> bytes:
    """Return a PNG that declares more than there is, and holds it, too."""
    size = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1 << 22))
    head = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", size)
    return head + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


def deflate_bomb() -> bytes:
    """Return a deflated DICOM file whose pixels never end."""
    data = dicom(header(GREY, 8), uid.DeflatedExplicitVRLittleEndian)
    end = data.index(b"PYDICOM") + len("PYDICOM x.x.x ")
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"".join(stream.compress(bytes(1 << 20)) for _ in range(300))
    return data[:end] + body + stream.flush()


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "declared": ("dicom", lambda: dicom(header(GREY, 8, Rows=SIDE, Columns=SIDE))),
    "frames": ("dicom", lambda: dicom(header(GREY, 8, NumberOfFrames=2_000_000_000))),
    "png": ("png", png_bomb),
    "jpeg file": ("jpeg", lambda: jpeg(b"\xc0", picture(GREY, "JPEG"))),
} | {
    name: ("dicom", lambda f=frame, s=syntax: dicom(compressed(header(GREY, 8), f), s))
    for name, (syntax, frame) in FRAMES.items()
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_no_memory(name: str) -> None:
    """What declares 60,000 x 60,000 pixels is refused by its head."""
    reader, make = BOMBS[name]
    data = make()
    READERS.create(reader)
    tracemalloc.start()
    try:
        code = refuse(READERS.create(reader), data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert {"frames": "many-frames"}.get(name, "too-large") == code
    assert most < MODEST + len(data)


def test_a_deflated_bomb_is_refused() -> None:
    """Inflating stops at the size of the largest film that is taken."""
    data = deflate_bomb()

    assert len(data) < 1 << 20
    assert "too-large" == refuse(DICOM, data)


class Panic(BaseException):
    """What a decoder in Rust raises."""


@pytest.mark.parametrize("error", [Panic, MemoryError, OSError])
def test_a_panic_is_a_refusal(
    error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a decoder raises, the file goes to quarantine, and the run goes on."""

    def fail(*_: object) -> bytes:
        raise error("Karenina^Anna")

    DICOM.read(dicom(header(GREY, 8)))
    decoder = get_decoder(uid.JPEGLSLossless)
    monkeypatch.setitem(decoder._available, "imagecodecs", fail)  # noqa: SLF001
    frame = bytes(imagecodecs.jpegls_encode(GREY))
    data = dicom(compressed(header(GREY, 8), frame), uid.JPEGLSLossless)

    assert "cannot-decode" == refuse(DICOM, data)


def test_a_name_in_an_odd_place_stays_there() -> None:
    """Neither a transfer syntax nor a modality is repeated unless it is known."""
    for word in ("Modality", "PhotometricInterpretation"):
        refuse(DICOM, dicom(header(GREY, 8, **{word: "KARENINA"}, Rows=640)))
