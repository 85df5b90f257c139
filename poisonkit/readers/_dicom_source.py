"""A DICOM file opened to be changed: nothing of it is left where it lies."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydicom.uid import DeflatedExplicitVRLittleEndian

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._guard import refusing
from poisonkit.readers._header import check_picture, completed, opened
from poisonkit.readers._imagecodecs import register
from poisonkit.readers._inflate import is_deflated
from poisonkit.readers._stored import Stored, decoded, interpreted, lowest_bit
from poisonkit.readers._syntax import settle, syntax_name

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

    from poisonkit.readers._stream import Declared


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Source:
    """What was in the file."""

    header: Dataset
    told: Declared | None
    """What the frame says of itself; None where it is not compressed."""

    cells: NDArray[Any]
    """(h, w), with all their bits."""

    shift: int
    """The bit of a cell at which its code begins."""

    film: Stored
    """The codes."""

    @property
    def width(self) -> int:
        """The bits of a code that the frame can hold."""
        held = self.told.precision if self.told else 0
        return min(held or self.film.bits, self.film.bits)


def opened_source(data: bytes) -> Source:
    """Open and decode *data*; refuse colour, and pixels under a wrong name."""
    register()
    with warnings.catch_warnings(action="ignore"):
        header = opened(data, largest=None)
        with refusing("damaged DICOM header"):
            header.buffer = None  # nothing is left there: do not copy it
            check_picture(header)
            completed(header)
            _check_grey(header)
            if is_deflated(data):
                header.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
        told = _settled(header)
        with refusing(f"pixels, {syntax_name(header)}"):
            values = decoded(header)
            cells = values.astype(values.dtype.newbyteorder("="), copy=False)
            film, (shift, _) = interpreted(cells, header), lowest_bit(cells, header)
        return Source(header=header, told=told, cells=cells, shift=shift, film=film)


def _check_grey(header: Dataset) -> None:
    """Refuse colour."""
    palette = header.PhotometricInterpretation == "PALETTE COLOR"
    if palette or int(header.SamplesPerPixel) != 1:
        raise UnreadableFileError(
            "cannot-write", "DICOM in colour can be read, not written"
        )


def _settled(header: Dataset) -> Declared | None:
    """Return what the frame says of itself; refuse to write it under another name."""
    named = header.file_meta.get("TransferSyntaxUID")
    with refusing("its pixel data are damaged"):
        told, _ = settle(header)
    if told is not None:
        told.check(int(header.Rows), int(header.Columns))
    if named and named != header.file_meta.TransferSyntaxUID:
        detail = "pixels in another transfer syntax than named are read, not written"
        raise UnreadableFileError("cannot-write", detail)
    return told
