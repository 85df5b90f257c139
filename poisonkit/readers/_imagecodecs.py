"""imagecodecs as a plug-in of pydicom: the transfer syntaxes that hospitals send.

pydicom decodes what is uncompressed or run-length encoded by itself; for the JPEG
family it asks plug-ins, and this is a fast one under a permissive licence.  Colour is
left to pydicom's Pillow plug-in, which knows the colour space.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import imagecodecs
from pydicom import uid
from pydicom.pixels.decoders.base import get_decoder

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.pixels.decoders.base import DecodeRunner

_CODECS: dict[uid.UID, Callable[[bytes], Any]] = {
    uid.JPEGBaseline8Bit: imagecodecs.jpeg_decode,
    uid.JPEGExtended12Bit: imagecodecs.jpeg_decode,
    uid.JPEGLossless: imagecodecs.jpeg_decode,
    uid.JPEGLosslessSV1: imagecodecs.jpeg_decode,
    uid.JPEGLSLossless: imagecodecs.jpegls_decode,
    uid.JPEGLSNearLossless: imagecodecs.jpegls_decode,
    uid.JPEG2000Lossless: imagecodecs.jpeg2k_decode,
    uid.JPEG2000: imagecodecs.jpeg2k_decode,
    uid.HTJ2KLossless: imagecodecs.jpeg2k_decode,
    uid.HTJ2KLosslessRPCL: imagecodecs.jpeg2k_decode,
    uid.HTJ2K: imagecodecs.jpeg2k_decode,
}

DECODER_DEPENDENCIES = dict.fromkeys(_CODECS, ("imagecodecs",))


def is_available(syntax: str) -> bool:
    """Return whether this plug-in decodes the transfer syntax."""
    return syntax in _CODECS


def decode_frame(source: bytes, runner: DecodeRunner) -> bytes:
    """Return one decoded grey frame, little endian."""
    if runner.samples_per_pixel != 1:
        raise NotImplementedError("colour is left to the next plug-in")
    frame = _CODECS[runner.transfer_syntax](source)
    runner.set_option("bits_allocated", frame.dtype.itemsize * 8)
    little: bytes = frame.astype(frame.dtype.newbyteorder("<"), copy=False).tobytes()
    return little


@cache
def register() -> None:
    """Make pydicom ask this plug-in; once per process."""
    for syntax in _CODECS:
        decoder = get_decoder(syntax)
        decoder.add_plugin("imagecodecs", (__name__, "decode_frame"))
        # pydicom asks in the order of registration: ours goes first.
        others = decoder._available  # noqa: SLF001 - there is no public order
        ours = others.pop("imagecodecs")
        decoder._available = {"imagecodecs": ours, **others}  # noqa: SLF001
