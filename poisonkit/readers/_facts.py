"""What is kept of a DICOM header in words: a short list, each of known words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from poisonkit.readers._modality import KNOWN, modality
from poisonkit.readers._terms import body_part, maker, view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom import Dataset

_SEX = re.compile("[FMO]")
_AGE = re.compile("[0-9]{1,3}[DWM]?")

_SPACINGS = ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio")
_UNEQUAL = 0.01


def facts(header: Dataset) -> Mapping[str, str]:
    """Return what may be kept of *header*, in words of ours: never its own text."""
    age = _text(header, "PatientAge").rstrip("Yy").lstrip("0")
    kind = modality(header)
    found = {
        "view": view(_text(header, "ViewPosition")),
        "sex": _shaped(_SEX, _text(header, "PatientSex")),
        "age": _shaped(_AGE, age),
        "manufacturer": maker(_text(header, "Manufacturer")),
        "body_part": body_part(_text(header, "BodyPartExamined")),
        "modality": kind if kind in KNOWN else "",
    }
    return {name: value for name, value in found.items() if value}


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


def _shaped(shape: re.Pattern[str], text: str) -> str:
    """Return *text* if it has the *shape*, or nothing."""
    return text if shape.fullmatch(text) else ""
