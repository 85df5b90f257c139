"""The header of a DICOM file, and what of it is refused before a pixel is decoded."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pydicom import dcmread
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import FileMetaDataset

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._guard import refusing
from poisonkit.readers._inflate import inflated
from poisonkit.readers.base import LARGEST

if TYPE_CHECKING:
    from pydicom import Dataset

_DEEPEST = 16
_LARGE = 1 << 20
"""Bytes of an element that is left where it is."""

_USUAL: dict[str, Any] = {
    "SamplesPerPixel": 1,
    "PhotometricInterpretation": "MONOCHROME2",
    "PixelRepresentation": 0,
}
"""What an old machine means that does not say it."""


def opened(data: bytes, largest: int | None = _LARGE) -> Dataset:
    """Return the header in *data*, with or without its preamble.

    Elements of more than *largest* bytes are left where they are; None: none is.
    """
    with refusing("damaged DICOM header"):
        data = inflated(data)
        header = dcmread(io.BytesIO(data), force=True, defer_size=largest)
        if not hasattr(header, "file_meta"):
            header.file_meta = FileMetaDataset()
        _lend_pixels(header, data)
        return header


def _lend_pixels(header: Dataset, data: bytes) -> None:
    """Let *header* see large pixels where they are in *data*: no copy."""
    if "PixelData" not in header:
        return
    raw = header.get_item("PixelData")
    if isinstance(raw, RawDataElement) and raw.value is None and raw.length:
        part = memoryview(data)[raw.value_tell : raw.value_tell + raw.length]
        kind = raw.VR or "OW"
        header["PixelData"] = DataElement(raw.tag, kind, part, already_converted=True)


def check_picture(header: Dataset) -> None:
    """Refuse what is no single picture of a sane size and depth."""
    with refusing("damaged DICOM header"):
        height, width = (int(header.get(word) or 0) for word in ("Rows", "Columns"))
        frames = int(header.get("NumberOfFrames") or 1)
        bits = int(header.get("BitsStored") or header.get("BitsAllocated") or 0)
    if "FloatPixelData" in header or "DoubleFloatPixelData" in header:
        raise UnreadableFileError("cannot-decode", "its pixels are floating-point")
    if "PixelData" not in header or not height or not width:
        raise UnreadableFileError("no-pixels", "DICOM without an image")
    if height * width > LARGEST:
        raise UnreadableFileError("too-large", f"declares {width} x {height} pixels")
    if frames != 1:
        raise UnreadableFileError("many-frames", f"holds {frames} frames")
    if bits not in range(1, _DEEPEST + 1):
        raise UnreadableFileError("cannot-decode", "its grey depth is not 1 to 16 bits")


def completed(header: Dataset) -> tuple[str, ...]:
    """Add to *header* what it should say and does not; note it."""
    usual = {**_USUAL, "BitsStored": header.get("BitsAllocated")}
    missing = [word for word in usual if header.get(word) in {None, ""}]
    for word in missing:
        setattr(header, word, usual[word])
    told = ", ".join(missing)
    return (f"its header lacks {told}: the usual was taken",) if missing else ()
