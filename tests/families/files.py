"""Picture files to order, as bytes."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ComputedRadiographyImageStorage, ExplicitVRLittleEndian

from poisonkit.errors import UnreadableFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.readers.base import Reader

CODES = {"cannot-decode", "no-pixels", "too-large", "many-frames", "modality"}
"""Why a file may be refused."""

NAME, NUMBER = "Karenina^Anna", "MRN-4711-0815"
"""What must not be repeated anywhere."""


def picture(data: NDArray[Any], kind: str, mode: str | None = None) -> bytes:
    """Return *data* as a file of *kind*, converted to *mode* first."""
    image = Image.fromarray(data)
    buffer = io.BytesIO()
    (image.convert(mode) if mode else image).save(buffer, kind)
    return buffer.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """Return one part of a PNG."""
    check = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + check


def header(pixels: NDArray[Any], bits: int, **more: Any) -> Dataset:
    """Return a grey DICOM data set of *pixels*, with *more* attributes set."""
    data = Dataset()
    data.SOPClassUID = ComputedRadiographyImageStorage
    data.SOPInstanceUID = "2.25.1"
    data.PatientName, data.PatientID = NAME, NUMBER
    data.Modality, data.ViewPosition, data.PatientSex = "CR", "PA", "F"
    data.PatientAge = "042Y"
    data.Rows, data.Columns = pixels.shape[:2]
    data.SamplesPerPixel = 1
    data.PhotometricInterpretation = "MONOCHROME2"
    data.BitsAllocated = 8 * pixels.itemsize
    data.BitsStored, data.HighBit = bits, bits - 1
    data.PixelRepresentation = int(pixels.dtype.kind == "i")
    raw = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
    data.PixelData = raw + bytes(len(raw) % 2)
    for word, value in more.items():
        setattr(data, word, value)
    return data


def compressed(data: Dataset, frame: bytes) -> Dataset:
    """Return *data* with *frame* in the place of its pixels."""
    data.PixelData = encapsulate([frame])
    data["PixelData"].VR = "OB"
    data["PixelData"].is_undefined_length = True
    return data


def dicom(data: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    """Return *data* as a file."""
    data.file_meta = FileMetaDataset()
    data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    data.file_meta.TransferSyntaxUID = UID(syntax)
    buffer = io.BytesIO()
    dcmwrite(buffer, data, enforce_file_format=True)
    return buffer.getvalue()


def table(values: list[int], first: int, bits: int) -> Dataset:
    """Return a look-up table that starts at *first*."""
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [len(values), first, bits])
    item.add_new("LUTData", "US", values)
    return item


def ramp(bits: int, kind: type = np.uint16) -> NDArray[Any]:
    """Return every value of so many bits once or more, in rows of 64."""
    values = np.arange(1 << bits) if bits <= 12 else np.arange(0, 1 << bits, 16)
    signed = np.issubdtype(kind, np.signedinteger)
    return (values - ((1 << (bits - 1)) if signed else 0)).astype(kind).reshape(-1, 64)


def reopened(data: bytes) -> Dataset:
    """Return what pydicom reads."""
    return dcmread(io.BytesIO(data))


def refuse(reader: Reader, data: bytes) -> str:
    """Hold that *data* is refused in one line that names no patient; return why."""
    with pytest.raises(UnreadableFileError) as caught:
        reader.read(data)
    text = f"{caught.value} {caught.value.code}"

    assert caught.value.code in CODES
    assert "\n" not in text
    assert NAME.partition("^")[0] not in text
    assert NUMBER not in text
    return caught.value.code
