"""DICOM: what pydicom decodes, rescaled, windowed and turned to larger-is-brighter."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np
from pydicom import Dataset, dcmread

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._grey import to_grey
from poisonkit.readers._imagecodecs import register
from poisonkit.readers._pillow import LARGEST
from poisonkit.readers.base import Film, Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_KEPT = {"view": "ViewPosition", "sex": "PatientSex", "manufacturer": "Manufacturer"}
_SHAPES = {
    "view": "[A-Z0-9_ ]{1,16}",
    "sex": "[FMO]",
    "age": r"\d{1,3}[DWM]?",
    "manufacturer": ".{1,64}",
}
"""What a fact may look like: whatever else stands in its place may be a name."""

_COLOURS = 3
_DEEPEST = 16


@final
@dataclass(frozen=True, kw_only=True)
class Dicom(Reader):
    """One grey frame of a DICOM file; colour becomes luminance."""

    def recognises(self, head: bytes, name: str) -> bool:
        """Look for the magic word, or trust the name of a file without preamble."""
        return head[128:132] == b"DICM" or name.lower().endswith((".dcm", ".dicom"))

    def read(self, data: bytes) -> Film:
        """Decode, apply rescale and window, undo MONOCHROME1."""
        register()
        with warnings.catch_warnings(action="ignore"):
            header = _open(data)
            return _film(_decode(header), header)


def _open(data: bytes) -> Dataset:
    """Read the header and refuse what is no single picture of a sane size."""
    try:
        header = dcmread(io.BytesIO(data), force=True)
        size = int(header.get("Rows", 0)), int(header.get("Columns", 0))
        frames = int(header.get("NumberOfFrames", 1) or 1)
    except Exception as error:  # a broken header fails in a hundred ways
        raise UnreadableFileError("cannot-decode", "damaged DICOM header") from error
    if "PixelData" not in header or not all(size):
        raise UnreadableFileError("no-pixels", "DICOM without an image")
    if size[0] * size[1] > LARGEST:
        raise UnreadableFileError("too-large", f"declares {size[1]} x {size[0]} pixels")
    if int(header.get("BitsStored") or 0) not in range(1, _DEEPEST + 1):
        raise UnreadableFileError("cannot-decode", "its grey depth is not 1 to 16 bits")
    if frames != 1:
        raise UnreadableFileError("many-frames", f"holds {frames} frames")
    return header


def _decode(header: Dataset) -> NDArray[np.integer]:
    """Return stored values ``(h, w)``."""
    try:
        values: NDArray[np.integer] = header.pixel_array
        if values.ndim == _COLOURS:  # ITU-R 601, as Pillow does
            values = np.rint(values @ [0.299, 0.587, 0.114]).astype(values.dtype)
            header.PhotometricInterpretation = "MONOCHROME2"
    except Exception as error:  # decoders raise whatever they like
        name = getattr(header.get("file_meta"), "TransferSyntaxUID", None)
        syntax = getattr(name, "name", "unknown transfer syntax")
        raise UnreadableFileError("cannot-decode", f"pixels, {syntax}") from error
    return values


def _film(values: NDArray[np.integer], header: Dataset) -> Film:
    """Return *values* as a viewer shows them, with what may be kept of *header*."""
    try:  # pydicom looks at an attribute when it is asked for, so it may fail here
        pixels, note = to_grey(values, header)
        return Film(
            pixels=pixels,
            patient=_text(header.get("PatientID")) or None,
            meta=_facts(header),
            notes=(note,) if note else (),
        )
    except Exception as error:
        raise UnreadableFileError("cannot-decode", "damaged DICOM header") from error


def _facts(header: Dataset) -> Mapping[str, str]:
    facts = {name: _text(header.get(word)) for name, word in _KEPT.items()}
    facts["age"] = _text(header.get("PatientAge")).rstrip("Yy").lstrip("0")
    return {n: value for n, value in facts.items() if re.fullmatch(_SHAPES[n], value)}


def _text(value: Any) -> str:
    return str(value or "").strip()
