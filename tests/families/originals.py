"""DICOM films in every transfer syntax, to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.pixels.encoders.base import RLELosslessEncoder

from poisonkit.readers import READERS
from tests.families.files import compressed, dicom, header

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.readers.base import Original

READER = READERS.create("dicom")
SQUARE = np.s_[8:24, 16:40]
SMOOTH = np.add.outer(40 * np.arange(64), 20 * np.arange(64)).astype(np.uint16)
"""Twelve bits, of which no value is repeated in its neighbourhood."""


def jpeg_2000(cells: Any) -> bytes:
    return bytes(
        imagecodecs.jpeg2k_encode(
            cells, codecformat="J2K", reversible=True, bitspersample=12
        )
    )


def lossless_jpeg(predictor: int) -> Callable[[Any], bytes]:
    return lambda cells: bytes(
        imagecodecs.jpeg_encode(
            cells.view(np.uint16) & 0xFFF,
            lossless=True, predictor=predictor, bitspersample=12,
        )
    )  # fmt: skip


def runs(cells: Any) -> bytes:
    return RLELosslessEncoder.encode(
        cells, rows=64, columns=64, samples_per_pixel=1,
        photometric_interpretation="MONOCHROME2", bits_allocated=16, bits_stored=12,
        pixel_representation=int(cells.dtype.kind == "i"), number_of_frames=1,
    )  # fmt: skip


PLAIN = [
    uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian, uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
]  # fmt: skip
CODED: dict[str, Callable[[Any], bytes]] = {
    uid.JPEGLossless: lossless_jpeg(6),
    uid.JPEGLosslessSV1: lossless_jpeg(1),
    uid.JPEGLSLossless: lambda c: bytes(imagecodecs.jpegls_encode(c.view(np.uint16))),
    uid.JPEG2000Lossless: jpeg_2000,
    uid.JPEG2000: jpeg_2000,
    uid.HTJ2KLossless: lambda c: bytes(imagecodecs.htj2k_encode(c, reversible=True)),
    uid.HTJ2KLosslessRPCL: lambda c: bytes(
        imagecodecs.htj2k_encode(c, reversible=True, tlm=True)
    ),
    uid.HTJ2K: lambda c: bytes(imagecodecs.htj2k_encode(c, reversible=True)),
    uid.RLELossless: runs,
}
LOSSLESS = [*PLAIN, *CODED]
LOSSY: dict[str, tuple[Any, int, Callable[[Any], bytes], int]] = {
    uid.JPEGBaseline8Bit: (
        (SMOOTH >> 4).astype(np.uint8), 8,
        lambda c: bytes(imagecodecs.jpeg_encode(c, level=80)), 2,
    ),
    uid.JPEGExtended12Bit: (
        SMOOTH, 12,
        lambda c: bytes(imagecodecs.jpeg_encode(c, level=90, bitspersample=12)), 2,
    ),
    uid.JPEGLSNearLossless: (
        SMOOTH, 12, lambda c: bytes(imagecodecs.jpegls_encode(c, level=3)), 3,
    ),
}  # fmt: skip
"""Cells, bits, encoder, and how far a value may move where nothing was painted."""


def film(syntax: str, cells: Any = SMOOTH, bits: int = 12, **more: Any) -> bytes:
    """Return a file in *syntax*."""
    data = header(cells, bits, **more)
    if syntax in CODED:
        data = compressed(data, CODED[syntax](cells))
    if syntax == uid.ExplicitVRBigEndian:
        data.PixelData = cells.astype(cells.dtype.newbyteorder(">")).tobytes()
        data["PixelData"].VR = "OW"
    return dicom(data, syntax)


def painted(original: Original, grey: float, *, stored: bool = False) -> Original:
    """Return *original* with a square of *grey*."""
    image = (original.stored if stored else original.shown).copy()
    image[SQUARE] = grey
    return original.repainted(image, stored=stored)


def outside(values: Any) -> Any:
    """Return *values* with the square blanked."""
    values = values.copy()
    values[SQUARE] = 0
    return values
