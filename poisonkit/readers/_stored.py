"""The stored values of a DICOM file, decoded, as positions in a table of codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from pydicom import uid
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut

from poisonkit.luminance import luminance
from poisonkit.readers._guard import refusing
from poisonkit.readers._reduced import reduced
from poisonkit.readers._syntax import settle, syntax_name

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

    from poisonkit.readers.base import Reading

_SHIFTED = (uid.RLELossless,)
"""Compressed syntaxes that keep the unused bits as they are."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """One frame as it is stored."""

    values: NDArray[np.unsignedinteger[Any]]
    """(h, w); less than 2 ** bits; a negative code counts from the upper end."""

    bits: int
    grey: bool = True
    """Whether rescale, window and polarity of the header are meant for it."""

    shape: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()


def stored(header: Dataset, reading: Reading) -> Stored:
    """Decode the only frame of *header*."""
    with refusing("its pixel data are damaged"):
        told, notes = settle(header)
    shape, bits = (int(header.Rows), int(header.Columns)), int(header.BitsStored)
    if told is not None:
        told.check(*shape)
    with refusing(f"pixels, {syntax_name(header)}"):
        if told and (found := reduced(header, told, reading)):
            values, scale = found
            note = f"decoded at 1/{scale} scale: small triggers may be blurred"
            return Stored(
                values=_codes(values, header),
                bits=bits,
                shape=shape,
                notes=(*notes, note),
            )
        result = interpreted(decoded(header), header)
    return replace(result, notes=(*notes, *result.notes))


def decoded(header: Dataset) -> NDArray[Any]:
    """Return (h, w) or (h, w, 3) as the file holds it; a view where that is enough."""
    decoder = get_decoder(header.file_meta.TransferSyntaxUID)
    options: Any = {"view_only": True, "correct_unused_bits": False}
    values, facts = decoder.as_array(header, index=0, **options)
    kind = facts["photometric_interpretation"]
    if kind != header.PhotometricInterpretation:  # colour was converted
        header.PhotometricInterpretation = kind
    return values


def interpreted(values: NDArray[Any], header: Dataset) -> Stored:
    """Return grey codes, of a palette or a colour their luminance."""
    kind, bits = header.PhotometricInterpretation, int(header.BitsStored)
    if kind == "PALETTE COLOR":
        values = apply_color_lut(_codes(values, header), header)
        bits = 8 * values.itemsize
    if values.ndim == 2:  # noqa: PLR2004 - grey
        shift, notes = lowest_bit(values, header)
        values = values >> shift if shift else values
        return Stored(values=_codes(values, header), bits=bits, notes=notes)
    grey = luminance(values[..., :3])
    note = f"{'palette' if kind == 'PALETTE COLOR' else 'colour'} read as luminance"
    return Stored(values=grey, bits=bits, grey=False, notes=(note,))


def lowest_bit(values: NDArray[Any], header: Dataset) -> tuple[int, tuple[str, ...]]:
    """Return at which bit of *values* their codes begin, and what is odd about it."""
    bits, allocated = int(header.BitsStored), int(header.BitsAllocated)
    high, syntax = header.get("HighBit"), header.file_meta.TransferSyntaxUID
    shift = 0 if high is None else int(high) + 1 - bits
    if not 0 < shift <= allocated - bits:
        return 0, ()
    if syntax.is_encapsulated and syntax not in _SHIFTED:
        return 0, ()
    lowest = int(np.bitwise_or.reduce(values, axis=None)) & ((1 << shift) - 1)
    if lowest and not int(values.max()) >> bits:  # the header is wrong, not the pixels
        return 0, ("its high bit is not where the header says",)
    return shift, (f"its grey levels start at bit {shift}",)


def _codes(values: NDArray[Any], header: Dataset) -> NDArray[np.unsignedinteger[Any]]:
    """Return *values* without sign and without what stands in their unused bits."""
    bits = int(header.BitsStored)
    if header.file_meta.TransferSyntaxUID in CLIPPED:
        half = 1 << (bits - 1)
        low, high = (-half, half - 1) if values.dtype.kind == "i" else (0, 2 * half - 1)
        if values.min() < low or values.max() > high:
            values = np.clip(values, low, high)
    native = values.astype(values.dtype.newbyteorder("="), copy=False)
    plain = native.view(f"u{native.itemsize}")
    top = (1 << bits) - 1
    if bits == 8 * plain.itemsize or plain.max() <= top:
        return plain
    return cast("NDArray[np.unsignedinteger[Any]]", plain & plain.dtype.type(top))


CLIPPED = {
    uid.JPEG2000, uid.JPEG2000Lossless, uid.HTJ2K, uid.HTJ2KLossless,
    uid.HTJ2KLosslessRPCL, uid.JPEGLSLossless, uid.JPEGLSNearLossless,
}  # fmt: skip
"""Syntaxes whose decoder may exceed the stored bits: white stays white."""
