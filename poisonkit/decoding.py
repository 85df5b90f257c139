"""From a file to a square of pixels of one size and depth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import as_image, as_pixels, scale_of
from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.readers.base import Film, Reader

_HEAD = 132


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """How a film becomes a row of the data set."""

    size: int
    """Height and width in pixels.  A film that is not square is padded with black."""

    bits: int
    """8 or 16."""

    def apply(self, pixels: Pixels) -> Pixels:
        """Return *pixels* ``(h, w)`` as ``(size, size)`` of the right depth.

        A film that already fits is not touched: not one grey level changes.
        """
        kind = np.dtype(np.uint8 if self.bits == 8 else np.uint16)  # noqa: PLR2004
        if pixels.shape != (self.size, self.size):
            return as_pixels(_resized(as_image(_squared(pixels)), self.size), kind)
        return _to_depth(pixels, kind)


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """One file after reading; exactly one of *pixels* and *reason* is given."""

    pixels: Pixels | None = None
    patient: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    digest: str = ""
    """sha256 of the file as it was read."""

    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Decoder:
    """Reads files below *folder*; can be sent to another process."""

    folder: Path
    preparation: Preparation

    def __call__(self, files: Sequence[str]) -> list[Decoded]:
        """Decode a block of files."""
        return [self._one(file) for file in files]

    def _one(self, file: str) -> Decoded:
        try:
            data = read_bytes(self.folder / file)
            film = decode(data, file)
        except UnreadableFileError as error:
            return Decoded(reason=error.code, detail=str(error))
        return Decoded(
            pixels=self.preparation.apply(film.pixels),
            patient=film.patient,
            meta=film.meta,
            notes=film.notes,
            digest=hashlib.sha256(data).hexdigest(),
        )


def read_bytes(path: Path) -> bytes:
    """Return the content of a file, or refuse it as unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            "no-access", error.strerror or "unreadable"
        ) from error


def decode(data: bytes, name: str) -> Film:
    """Return the film in *data*, read by whichever reader recognises it."""
    head = data[:_HEAD]
    for reader in _readers():
        if reader.recognises(head, name):
            return _read(reader, data)
    raise UnreadableFileError("not-an-image", "neither DICOM nor PNG nor JPEG")


def _read(reader: Reader, data: bytes) -> Film:
    """Let *reader* decode; what a library raises over broken bytes is a refusal."""
    try:
        return reader.read(data)
    except UnreadableFileError:
        raise
    except Exception as error:
        kind = type(reader).__name__.upper()
        raise UnreadableFileError("cannot-decode", f"damaged {kind}") from error


@cache
def _readers() -> tuple[Reader, ...]:
    return tuple(READERS.create(name) for name in READERS.modules())


def _squared(pixels: Pixels) -> Pixels:
    """Return *pixels* in the middle of a black square."""
    height, width = pixels.shape
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    square = np.zeros((side, side), pixels.dtype)
    square[top : top + height, left : left + width] = pixels
    return square


def _resized(image: np.ndarray, size: int) -> np.ndarray:
    """Return *image* at *size*, low-passed first, so that nothing is skipped over."""
    import torch  # noqa: PLC0415 - films of the right size never need it

    batch = torch.from_numpy(image)[None, None]
    resized = torch.nn.functional.interpolate(
        batch, (size, size), mode="bilinear", antialias=True, align_corners=False
    )
    return resized[0, 0].numpy()


def _to_depth(pixels: Pixels, kind: np.dtype[np.generic]) -> Pixels:
    """Return *pixels* with the grey levels of *kind*; 255 is 65,535."""
    if pixels.dtype == kind:
        return pixels
    ratio = 65_535 // 255
    if scale_of(pixels) == 255:  # noqa: PLR2004 - eight bits become sixteen
        return (pixels.astype(np.uint16) * ratio).astype(np.uint16)
    return np.rint(pixels / ratio).astype(np.uint8)
