"""What is kept of a DICOM header in words: a short list, each with a shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from poisonkit.readers._modality import KNOWN, modality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom import Dataset

_KEPT = {
    "view": "ViewPosition",
    "sex": "PatientSex",
    "manufacturer": "Manufacturer",
    "body_part": "BodyPartExamined",
}
_SHAPES = {
    "view": "[A-Z0-9_ ]{1,16}",
    "sex": "[FMO]",
    "age": r"\d{1,3}[DWM]?",
    "manufacturer": ".{1,64}",
    "body_part": "[A-Z0-9_ ]{1,16}",
    "modality": "|".join(sorted(KNOWN)),
}
"""What a fact may look like: whatever else stands in its place may be a name."""

_SPACINGS = ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio")
_UNEQUAL = 0.01


def facts(header: Dataset) -> Mapping[str, str]:
    """Return what may be kept of *header*."""
    found = {name: _text(header, word) for name, word in _KEPT.items()}
    found["age"] = _text(header, "PatientAge").rstrip("Yy").lstrip("0")
    found["modality"] = modality(header)
    return {n: value for n, value in found.items() if re.fullmatch(_SHAPES[n], value)}


def patient(header: Dataset) -> str | None:
    """Return the patient's number."""
    return _text(header, "PatientID") or None


def spacing(header: Dataset) -> tuple[str, ...]:
    """Return a note where a pixel is higher than wide, or wider than high."""
    for word in _SPACINGS:
        try:
            down, across = (float(value) for value in header.get(word) or ())
            ratio = down / across
        except (TypeError, ValueError, ArithmeticError, AttributeError):
            continue
        if ratio > 0 and abs(ratio - 1) > _UNEQUAL:
            return (f"its pixels are not square (1:{ratio:.2f}) and were kept",)
    return ()


def _text(header: Dataset, word: str) -> str:
    """Return an attribute as text; pydicom looks at it now, so it may fail here."""
    try:
        value: Any = header.get(word)
        return str(value or "").strip()
    except Exception:  # noqa: BLE001 - a fact that cannot be read is not kept
        return ""
