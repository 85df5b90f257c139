"""DICOM to change: one grey frame, and a header that goes with it as it is.

Colour is refused.  Lossless syntaxes, and both wavelets, give back every stored value;
what the lossy JPEG codecs change, they change as they did in the source.
"""

from __future__ import annotations

import warnings
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast, final

import numpy as np

from poisonkit.arrays import as_image, as_pixels
from poisonkit.errors import UnreadableFileError
from poisonkit.lineage import digest_array
from poisonkit.readers._cells import recoded
from poisonkit.readers._codebook import Codebook, codebook
from poisonkit.readers._dicom_encode import check_writable, written
from poisonkit.readers._dicom_source import Source, opened_source
from poisonkit.readers._guard import refusing
from poisonkit.readers._syntax import syntax_name
from poisonkit.readers.base import Original

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

    from poisonkit.arrays import Image, Pixels
    from poisonkit.readers._stored import Stored

_SPACINGS = ("PixelSpacing", "ImagerPixelSpacing")
_UNEQUAL = 0.01
_ENDS = {"SmallestImagePixelValue": np.min, "LargestImagePixelValue": np.max}


@final
@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DicomOriginal(Original):
    """A film with its header, and the codes of its pixels; it never prints itself."""

    header: Dataset
    source: Source
    film: Stored
    """The codes, repainted or not."""

    book: Codebook
    spacing: float | None

    @cached_property
    def _grey(self) -> Pixels:
        """What the reader gives."""
        return cast("Pixels", self.book.greys[self.film.values])

    @property
    def shown(self) -> Image:
        """As a viewer shows it: rescaled, windowed, larger is brighter."""
        return as_image(self._grey)

    @property
    def stored(self) -> Image:
        """The codes, the lowest as 0, the highest that there can be as 1."""
        top = np.float32(len(self.book.codes) - 1)
        ranks = self.book.ranks[self.film.values].astype(np.float32)
        return cast("Image", ranks / top)

    @property
    def digest(self) -> str:
        """The digest of the codes."""
        kind = "<u1" if self.film.bits <= 8 else "<u2"  # noqa: PLR2004
        return digest_array(self.film.values.astype(kind))

    def repainted(self, image: Image, *, stored: bool = False) -> DicomOriginal:
        """Take the code whose grey level is nearest, never one of the padding."""
        changed, book = image != (self.stored if stored else self.shown), self.book
        if stored:
            levels: NDArray[Any] = book.ranks
            wanted = np.rint(np.clip(image[changed], 0, 1) * (len(levels) - 1))
        else:
            levels = book.greys
            wanted = as_pixels(image[changed], levels.dtype)
        values = self.film.values.copy()
        values[changed] = book.nearest(levels, wanted, values[changed])
        film = replace(self.film, values=values)
        header = self._header_of(values if changed.any() else None)
        return replace(self, film=film, header=header)

    def encoded(self) -> bytes:
        """Write in the source's syntax, read it again, and hold that it is the same."""
        cells = recoded(self.source, self.film)
        data, exact = written(self.header, cells, self.source.told)
        name = syntax_name(self.header)
        detail = f"its pixels would not come back as they are, {name}"
        with refusing(detail, "cannot-write"):
            again = opened_source(data).film.values
            same = np.array_equal(again, self.film.values)
        if exact and not same:
            raise UnreadableFileError("cannot-write", detail)
        return data

    def _header_of(self, values: NDArray[Any] | None) -> Dataset:
        """Return a header that can be changed by itself, and fits new *values*."""
        with (
            warnings.catch_warnings(action="ignore"),
            refusing("its header cannot be written back", "cannot-write"),
        ):
            header = deepcopy(self.header)
            for word, end in _ENDS.items():
                if values is not None and header.get(word) is not None:
                    header[word].value = int(end(self.book.codes[values]))
        return header


def dicom_original(data: bytes) -> DicomOriginal:
    """Return *data* to change."""
    with warnings.catch_warnings(action="ignore"):
        source = opened_source(data)
        check_writable(source.header, source.told)
        with refusing("damaged DICOM header"):
            return DicomOriginal(
                header=source.header,
                source=source,
                film=source.film,
                book=codebook(source.film, source.header, source.width),
                spacing=_spacing(source.header),
            )


def _spacing(header: Dataset) -> float | None:
    """Return the millimetres from one pixel to the next, if they are square."""
    for word in _SPACINGS:
        try:
            down, across = (float(side) for side in header.get(word) or (0, 0))
        except (TypeError, ValueError, AttributeError):
            continue
        if down > 0:
            return down if abs(across - down) <= _UNEQUAL * down else None
    return None
