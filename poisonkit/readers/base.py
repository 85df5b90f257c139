"""What every reader promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poisonkit.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom import Dataset

    from poisonkit.arrays import Image, Pixels

LARGEST = 120_000_000
"""Pixels; a file that declares more is refused before memory is taken."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the user lets a reader do."""

    any_modality: bool = False
    """Take CT slices, MR, ultrasound and photographs, too."""

    reduced_to: int | None = None
    """Pixels a side that are wanted: a decoder that can may stop at a reduced scale
    that is not smaller.  None: every pixel is decoded."""


PLAIN = Reading()
"""Every pixel, and radiographs only."""


@dataclass(frozen=True, kw_only=True)
class Film:
    """One radiograph as its file gives it."""

    pixels: Pixels
    """(h, w); larger is brighter; the whole range of the type is the whole range of
    grey levels, so that two depths differ in nothing but fineness."""

    shape: tuple[int, int] | None = None
    """(h, w) of the file, where *pixels* are fewer: a reduced scale was decoded."""

    patient: str | None = None
    """The number in the file, for hashing; it goes no further."""

    meta: Mapping[str, str] = field(default_factory=dict)
    """What the file says of view, sex, age, manufacturer: a short list of what may be
    kept, never a copy of the header."""

    notes: tuple[str, ...] = ()
    """What was done to the pixels that a user might not expect."""


class Original(ABC):
    """A film in its own format, of which pixels can be changed."""

    spacing: float | None
    """Millimetres a pixel, where the file says so and pixels are square."""

    header: Dataset | None
    """Of a DICOM file: what is changed here is written."""

    @property
    @abstractmethod
    def shown(self) -> Image:
        """Return ``(h, w)`` as a viewer shows it: just what `Reader.read` gives."""

    @property
    @abstractmethod
    def stored(self) -> Image:
        """Return ``(h, w)``: the stored values as shares of what they can hold."""

    @property
    @abstractmethod
    def digest(self) -> str:
        """The digest of the stored values."""

    @abstractmethod
    def repainted(self, image: Image, *, stored: bool = False) -> Original:
        """Return the film with new pixels where *image* differs from what it has.

        *image* is a changed `shown`, or `stored`; every other pixel keeps its value.
        """

    @abstractmethod
    def encoded(self) -> bytes:
        """Return the file: the same format, codec and depth."""


class Reader(ABC):
    """Turns the bytes of a file into a film."""

    @abstractmethod
    def recognises(self, head: bytes, name: str) -> bool:
        """Return whether a file with these first 132 bytes and *name* is ours."""

    @abstractmethod
    def read(self, data: bytes, reading: Reading = PLAIN) -> Film:
        """Decode *data*, or raise `UnreadableFileError`."""

    def original(self, data: bytes) -> Original:
        """Open *data* to change it, or raise `UnreadableFileError`.

        A reader may leave this out: its films cannot be poisoned in their own format.
        """
        del data
        raise UnreadableFileError(
            "cannot-write", f"{type(self).__name__} files can be read, not written"
        )
