"""Grey PNG through kornia-rs, where it is installed: the same pixels, sooner.

It would fill the memory for a picture that only declares to be huge, so the size is
looked at here first.  What it cannot read is left to Pillow, which says why.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.readers._pillow import check_size
from poisonkit.readers._polyglot import png_chunks
from poisonkit.readers.base import Film

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

_GREY = 0
_DEPTHS = {8: "decode_image_png_u8", 16: "decode_image_png_u16"}
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_TURNING = (b"Raw profile type", b"XML:com.adobe.xmp")
"""Texts in which an orientation may stand, as in the chunk eXIf."""

_HEADER = 33
"""Bytes of the signature and of the first chunk, IHDR."""


@cache
def is_installed() -> bool:
    """Return whether kornia-rs is there."""
    return find_spec("kornia_rs") is not None


def read_with_kornia(data: bytes) -> Film | None:
    """Decode a grey PNG of 8 or 16 bits, or return None for Pillow to try."""
    if not is_installed() or len(data) < _HEADER or data[12:16] != b"IHDR":
        return None
    width, height = (int.from_bytes(data[k : k + 4], "big") for k in (16, 20))
    depth, colour = data[24], data[25]
    if depth not in _DEPTHS or colour != _GREY or not _is_plain(data):
        return None
    check_size((width, height))
    pixels = _decoded(data, (height, width), depth)
    return None if pixels is None else Film(pixels=pixels)


def _is_plain(data: bytes) -> bool:
    """Return whether nothing in *data* makes pixels clear or may turn the picture."""
    return not any(
        kind in {b"tRNS", b"eXIf"}
        or (kind in _TEXTS and data.startswith(_TURNING, start + 8))
        for kind, start, _ in png_chunks(data)
    )


def _decoded(
    data: bytes, shape: tuple[int, int], depth: int
) -> NDArray[np.uint8] | NDArray[np.uint16] | None:
    """Return (h, w), or None if anything is wrong with *data*."""
    try:
        decode = getattr(_module(), _DEPTHS[depth])
        pixels: NDArray[Any] = np.asarray(decode(data, shape, "mono"))
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 - a panic in Rust is no Exception
        return None
    return pixels.reshape(shape) if pixels.size == shape[0] * shape[1] else None


def _module() -> ModuleType:
    return import_module("kornia_rs.io")
