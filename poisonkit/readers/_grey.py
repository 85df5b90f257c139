"""From stored values to grey levels: rescale, window and polarity through one table.

The semantics are pydicom's own functions, run once over every value that a pixel can
have instead of over every pixel; the result is the same and several times faster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

    from poisonkit.arrays import Pixels


_UNUSABLE = (ValueError, IndexError, TypeError, AttributeError, NotImplementedError)
"""What pydicom raises when a table or a window makes no sense."""


def to_grey(values: NDArray[np.integer], header: Dataset) -> tuple[Pixels, str | None]:
    """Return grey levels ``(h, w)`` of stored *values*, and a note if one is due.

    Up to eight bits stored give uint8, more give uint16; black is 0 and white the
    largest value of the type, whatever the window.
    """
    bits, signed = int(header.BitsStored), bool(header.get("PixelRepresentation", 0))
    lowest = -(1 << (bits - 1)) if signed else 0
    codes = np.arange(lowest, lowest + (1 << bits), dtype=np.int64)
    shades, note = _shades(codes, header)
    if header.PhotometricInterpretation == "MONOCHROME1":
        shades = 1 - shades
    kind = np.uint8 if bits <= 8 else np.uint16  # noqa: PLR2004 - a byte
    table = np.rint(shades * np.iinfo(kind).max).astype(kind)
    places = np.clip(values.astype(np.int64) - lowest, 0, len(table) - 1)
    return cast("Pixels", table[places]), note


def _shades(
    codes: NDArray[np.int64], header: Dataset
) -> tuple[NDArray[np.float64], str | None]:
    """Return the brightness in [0, 1] of each of *codes* ``(c,)``, before polarity."""
    shown, note = codes.astype(np.float64), None
    low, high = float(shown.min()), float(shown.max())
    try:
        shown = np.asarray(apply_modality_lut(codes, header), np.float64)
        low, high = _range(shown, header, "ModalityLUTSequence")
    except _UNUSABLE:
        note = "its modality table cannot be used and was ignored"
    try:
        shown = np.asarray(apply_voi_lut(_whole(shown), header), np.float64)
        low, high = _range(np.array([low, high]), header, "VOILUTSequence")
    except _UNUSABLE:
        note = "its window cannot be used and was ignored"
    return np.clip((shown - low) / max(high - low, 1e-12), 0, 1), note


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
