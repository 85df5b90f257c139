"""From stored values to grey levels: rescale, window and polarity through one table.

The semantics are pydicom's own functions, run once over every value that a pixel can
have instead of over every pixel; the result is the same and several times faster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from pydicom import Sequence
from pydicom.multival import MultiValue
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

    from poisonkit.arrays import Pixels
    from poisonkit.readers._stored import Stored

_UNUSABLE = (ValueError, IndexError, TypeError, AttributeError, NotImplementedError)
"""What pydicom raises when a table or a window makes no sense."""

_BLOCK = 1 << 17
"""Pixels looked up at once: numpy makes 64-bit places of them, and those stay in the
cache."""


def to_grey(film: Stored, header: Dataset) -> tuple[Pixels, tuple[str, ...]]:
    """Return grey levels ``(h, w)`` of a stored *film*, and notes on what was odd.

    Up to eight bits stored give uint8, more give uint16; black is 0 and white the
    largest value of the type, whatever the window.
    """
    table, notes = grey_table(film, header)
    return cast("Pixels", _looked_up(film.values, table)), notes


def grey_table(film: Stored, header: Dataset) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Return the grey level ``(c,)`` of each code of a stored *film*, and notes."""
    kind: np.dtype[Any] = np.dtype("u1" if film.bits <= 8 else "u2")  # noqa: PLR2004
    codes = codes_of(film, header)
    shades, notes = codes / (len(codes) - 1), tuple[str, ...]()
    if film.grey:
        shades, notes = _shades(codes, header)
        if header.PhotometricInterpretation == "MONOCHROME1":
            shades = 1 - shades
        shades[padding(codes, header)] = 0
    return np.rint(shades * np.iinfo(kind).max).astype(kind), notes


def codes_of(film: Stored, header: Dataset) -> NDArray[np.int64]:
    """Return every code ``(c,)`` that a pixel of *film* can have, in table order."""
    codes = np.arange(1 << film.bits, dtype=np.int64)
    if film.grey and header.get("PixelRepresentation", 0):
        codes[len(codes) // 2 :] -= len(codes)
    return codes


def _looked_up(
    values: NDArray[np.unsignedinteger[Any]], table: NDArray[Any]
) -> NDArray[Any]:
    """Return ``table[values]``, block by block."""
    if values.dtype == table.dtype and np.array_equal(table, np.arange(len(table))):
        return values
    result = np.empty(values.shape, table.dtype)
    places, grey = values.reshape(-1), result.reshape(-1)
    for start in range(0, len(grey), _BLOCK):
        block = slice(start, start + _BLOCK)
        # Every value is within the table: "clip" only spares a copy.
        np.take(table, places[block], out=grey[block], mode="clip")
    return result


def padding(codes: NDArray[np.int64], header: Dataset) -> NDArray[np.bool_]:
    """Return which *codes* stand for what lies outside the film."""
    try:
        first = int(header["PixelPaddingValue"].value)
        last = int(header.get("PixelPaddingRangeLimit", first))
    except (KeyError, *_UNUSABLE):
        return np.zeros(len(codes), np.bool_)
    low, high = sorted((first, last))
    return (codes >= low) & (codes <= high)


def _shades(
    codes: NDArray[np.int64], header: Dataset
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Return the brightness in [0, 1] of each of *codes* ``(c,)``, before polarity."""
    shown, notes = codes.astype(np.float64), _choices(header)
    low, high = float(shown.min()), float(shown.max())
    try:
        shown = np.asarray(apply_modality_lut(codes, header), np.float64)
        low, high = _range(shown, header, "ModalityLUTSequence")
    except _UNUSABLE:
        notes = (*notes, "its modality table cannot be used and was ignored")
    try:
        shown = np.asarray(apply_voi_lut(_whole(shown), header), np.float64)
        low, high = _range(np.array([low, high]), header, "VOILUTSequence")
    except _UNUSABLE:
        notes = (*notes, "its window cannot be used and was ignored")
    return np.clip((shown - low) / max(high - low, 1e-12), 0, 1), notes


def _choices(header: Dataset) -> tuple[str, ...]:
    """Return a note where the header leaves a choice between several views."""
    views = header.get("VOILUTSequence") or header.get("WindowCenter")
    count = len(views) if isinstance(views, (MultiValue, Sequence)) else 1
    return (f"it has {count} windows: the first was used",) if count > 1 else ()


def _range(
    values: NDArray[np.float64], header: Dataset, table: str
) -> tuple[float, float]:
    """Return the darkest and brightest value that the step named *table* can give."""
    steps = header.get(table)
    if steps:
        return 0.0, float((1 << int(steps[0].LUTDescriptor[2])) - 1)
    return float(values.min()), float(values.max())


def _whole(values: NDArray[np.float64]) -> NDArray[np.generic]:
    """Return *values* as integers where they are whole: a VOI LUT is looked up."""
    rounded = np.rint(values)
    return rounded.astype(np.int64) if np.array_equal(rounded, values) else values
