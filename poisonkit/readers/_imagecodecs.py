"""imagecodecs as a plug-in of pydicom: the transfer syntaxes that hospitals send.

pydicom decodes what is uncompressed or run-length encoded by itself; for the JPEG
family it asks plug-ins, and this is a fast one under a permissive licence.  Colour that
may need to be converted is first left to pydicom's Pillow plug-in, which knows the
colour space.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import imagecodecs
from pydicom import uid
from pydicom.pixels.common import PhotometricInterpretation
from pydicom.pixels.decoders.base import get_decoder

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.pixels.decoders.base import DecodeRunner

_CODECS: dict[uid.UID, str] = {
    uid.JPEGBaseline8Bit: "jpeg",
    uid.JPEGExtended12Bit: "jpeg",
    uid.JPEGLossless: "jpeg",
    uid.JPEGLosslessSV1: "jpeg",
    uid.JPEGLSLossless: "jpegls",
    uid.JPEGLSNearLossless: "jpegls",
    uid.JPEG2000Lossless: "jpeg2k",
    uid.JPEG2000: "jpeg2k",
    uid.HTJ2KLossless: "jpeg2k",
    uid.HTJ2KLosslessRPCL: "jpeg2k",
    uid.HTJ2K: "jpeg2k",
    uid.RLELossless: "dicomrle",
}
_WAVELETS = {uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K}
_COLOURS = {
    uid.JPEGLossless, uid.JPEGLosslessSV1, uid.JPEGLSLossless, uid.JPEGLSNearLossless,
} | _WAVELETS  # fmt: skip
"""Colour in these comes back as it was put in; wavelets come back as RGB."""

DECODER_DEPENDENCIES = dict.fromkeys(_CODECS, ("imagecodecs",))


def is_available(syntax: str) -> bool:
    """Return whether this plug-in decodes the transfer syntax."""
    name = _CODECS.get(uid.UID(syntax))
    codec = getattr(imagecodecs, name.upper(), None) if name else None
    return bool(getattr(codec, "available", False))


def decode_frame(source: bytes, runner: DecodeRunner) -> bytes:
    """Return one decoded frame, little endian."""
    syntax, samples = runner.transfer_syntax, runner.samples_per_pixel
    if samples != 1 and syntax not in _COLOURS:
        raise NotImplementedError("colour is left to the next plug-in")
    if syntax == uid.RLELossless:
        return _run_lengths(source, runner)
    decode: Callable[[bytes], Any] = getattr(imagecodecs, f"{_CODECS[syntax]}_decode")
    if syntax in _WAVELETS and samples > 1:
        _set_red_green_blue(runner)
    return _handed_over(decode(source), runner)


def decode_colour(source: bytes, runner: DecodeRunner) -> bytes:
    """Return one decoded frame in colour, when Pillow has given it up."""
    if runner.samples_per_pixel == 1:
        raise NotImplementedError("grey was tried")
    if _CODECS[runner.transfer_syntax] == "jpeg2k":
        frame = imagecodecs.jpeg2k_decode(source)
    else:
        kind = runner.photometric_interpretation
        inside = "RGB" if kind == PhotometricInterpretation.RGB else "YCBCR"
        frame = imagecodecs.jpeg_decode(source, colorspace=inside, outcolorspace="RGB")
    _set_red_green_blue(runner)
    return _handed_over(frame, runner)


def _set_red_green_blue(runner: DecodeRunner) -> None:
    rgb = PhotometricInterpretation.RGB
    runner.set_option("photometric_interpretation", rgb)


def _handed_over(frame: Any, runner: DecodeRunner) -> bytes:
    """Return *frame* as the bytes that pydicom expects."""
    samples = runner.samples_per_pixel
    wanted = (runner.rows, runner.columns) + ((samples,) if samples > 1 else ())
    if frame.shape != wanted:
        raise ValueError("the frame has other dimensions than the header")
    if samples > 1:
        runner.set_option("planar_configuration", 0)
    runner.set_option("bits_allocated", frame.dtype.itemsize * 8)
    little: bytes = frame.astype(frame.dtype.newbyteorder("<"), copy=False).tobytes()
    return little


def _run_lengths(source: bytes, runner: DecodeRunner) -> bytes:
    """Return a run-length encoded grey frame."""
    kind = f"<u{runner.bits_allocated // 8}"
    frame = bytes(imagecodecs.dicomrle_decode(source, kind))
    if len(frame) != runner.frame_length(unit="bytes"):
        raise ValueError("the frame has another length than the header says")
    return frame


@cache
def register() -> None:
    """Make pydicom ask this plug-in; once per process."""
    for syntax in filter(is_available, _CODECS):
        decoder = get_decoder(syntax)
        decoder.add_plugin("imagecodecs", (__name__, "decode_frame"))
        # pydicom asks in the order of registration: ours goes first.
        others = decoder._available  # noqa: SLF001 - there is no public order
        ours = others.pop("imagecodecs")
        decoder._available = {"imagecodecs": ours, **others}  # noqa: SLF001
        if syntax not in _COLOURS | {uid.RLELossless}:
            decoder.add_plugin("imagecodecs, colour", (__name__, "decode_colour"))
