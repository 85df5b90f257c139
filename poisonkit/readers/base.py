"""What every reader promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poisonkit.arrays import Pixels

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


class Reader(ABC):
    """Turns the bytes of a file into a film."""

    @abstractmethod
    def recognises(self, head: bytes, name: str) -> bool:
        """Return whether a file with these first 132 bytes and *name* is ours."""

    @abstractmethod
    def read(self, data: bytes, reading: Reading = PLAIN) -> Film:
        """Decode *data*, or raise `UnreadableFileError`."""
