"""A changed frame into its DICOM file: the source's syntax, the source's header."""

from __future__ import annotations

import io
import warnings
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pydicom import dcmwrite
from pydicom.dataelem import DataElement
from pydicom.encaps import encapsulate, get_frame
from pydicom.pixels.utils import pack_bits

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._frames import Frame, codec_of
from poisonkit.readers._guard import refusing
from poisonkit.readers._syntax import syntax_name

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

    from poisonkit.readers._stream import Declared

_PIXEL_DATA = 0x7FE00010
_OFFSETS = (
    "ExtendedOffsetTable", "ExtendedOffsetTableLengths",
    "EncapsulatedPixelDataValueTotalLength",
)  # fmt: skip
"""What is true of the source's frame only; nobody needs it for a single one."""


def check_writable(header: Dataset, told: Declared | None) -> None:
    """Refuse what there is no encoder for."""
    if told is not None and codec_of(told.kind) is None:
        detail = f"films in {syntax_name(header)} can be read, not written"
        raise UnreadableFileError("cannot-write", detail)


def written(
    header: Dataset, cells: NDArray[Any], told: Declared | None
) -> tuple[bytes, bool]:
    """Return the file of *header* with *cells*, and whether each must come back."""
    with warnings.catch_warnings(action="ignore"):
        with refusing("its pixels cannot be encoded again", "cannot-write"):
            value, exact = _coded(header, cells, told)
        with refusing("its header cannot be written back", "cannot-write"):
            kind = "OB" if told else header["PixelData"].VR
            kind = kind if kind in {"OB", "OW"} else "OW"
            element = DataElement(_PIXEL_DATA, kind, value, already_converted=True)
            whole = deepcopy(header)
            whole["PixelData"] = element
            for word in filter(whole.__contains__, _OFFSETS):
                delattr(whole, word)
            return _file(whole), exact


def _coded(
    header: Dataset, cells: NDArray[Any], told: Declared | None
) -> tuple[bytes, bool]:
    """Return the value of the pixel data, and whether each cell must come back."""
    if told is None:
        return _plain(cells, header), True
    source = get_frame(header.PixelData, 0, number_of_frames=1)
    signed = bool(header.PixelRepresentation)
    frame = Frame(cells=cells, signed=signed, told=told, source=source)
    encode = codec_of(told.kind)
    assert encode is not None, "it was looked for when the film was opened"
    coded, exact = encode(frame)
    return encapsulate([coded]), exact


def _plain(cells: NDArray[Any], header: Dataset) -> bytes:
    """Return *cells* as they are where nothing is compressed."""
    allocated = int(header.BitsAllocated)
    little = bool(header.file_meta.TransferSyntaxUID.is_little_endian)
    if allocated == 1:
        data = bytes(pack_bits(cells, pad=False))
    else:
        order = "<" if little else ">"
        data = cells.astype(f"{order}u{allocated // 8}").tobytes()
    data += bytes(len(data) % 2)
    if not little and allocated <= 8 and header["PixelData"].VR == "OW":  # noqa: PLR2004
        swapped = bytearray(data)
        swapped[::2], swapped[1::2] = data[1::2], data[::2]
        return bytes(swapped)
    return data


def _file(whole: Dataset) -> bytes:
    """Return *whole* as a file; what is before the data set is made where it lacks."""
    meta, buffer = whole.file_meta, io.BytesIO()
    lacks = not whole.preamble or "FileMetaInformationGroupLength" not in meta
    dcmwrite(buffer, whole, enforce_file_format=lacks)
    return buffer.getvalue()
