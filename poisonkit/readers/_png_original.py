"""PNG to change: grey or colour, with or without alpha, of 8 or 16 bits a sample.

Grey of 1, 2 or 4 bits is written with 8.  A palette, one clear colour and an animation
are refused: new grey levels have no place in them.  Resolution, colour profile and
texts are kept; what says that the picture is to be turned is dropped with the turn.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._deep import is_deep_colour
from poisonkit.readers._guard import refusing
from poisonkit.readers._orientation import UPRIGHT, orientation, upright
from poisonkit.readers._picture import Picture, upright_samples
from poisonkit.readers._pillow import opened_picture
from poisonkit.readers._polyglot import png_chunks

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KEPT = frozenset({b"pHYs", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"tIME"})
_SAYING = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt"})
"""Chunks in which an orientation may stand."""

_REFUSED = {
    b"PLTE": "a palette",
    b"tRNS": "one clear colour",
    b"acTL": "an animation",
}
_COLOUR = 2
_HEADER = 33
"""Bytes of the signature and of the first chunk, IHDR."""


def png_original(data: bytes) -> Picture:
    """Return *data* to change; the reader has decoded it before."""
    with opened_picture(data, "PNG") as picture, refusing("damaged PNG"):
        for kind, _, _ in png_chunks(data):
            # A palette beside true colour is advice to old screens.
            if kind in _REFUSED and not (kind == b"PLTE" and data[25] & ~4 == _COLOUR):
                detail = f"a PNG with {_REFUSED[kind]} can be read, not written"
                raise UnreadableFileError("cannot-write", detail)
        turn = orientation(picture)
        if is_deep_colour(data):
            samples = upright(imagecodecs.png_decode(data), turn)
        else:
            samples = upright_samples(picture)
        kept = _KEPT | _SAYING if turn == UPRIGHT else _KEPT - {b"pHYs"}
        return Picture(samples=samples, write=partial(_written, _chunks(data, kept)))


def _chunks(data: bytes, kinds: frozenset[bytes]) -> bytes:
    """Return the whole chunks in *data* that are of one of *kinds*."""
    whole = [chunk for chunk in png_chunks(data) if chunk[2] <= len(data)]
    return b"".join(data[start:end] for kind, start, end in whole if kind in kinds)


def _written(chunks: bytes, samples: NDArray[Any]) -> bytes:
    """Return the file, with *chunks* behind its first."""
    plain = bytes(imagecodecs.png_encode(np.ascontiguousarray(samples)))
    return plain[:_HEADER] + chunks + plain[_HEADER:]
