"""What every reader promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poisonkit.arrays import Pixels


@dataclass(frozen=True, kw_only=True)
class Film:
    """One radiograph as its file gives it."""

    pixels: Pixels
    """(h, w); larger is brighter; the whole range of the type is the whole range of
    grey levels, so that two depths differ in nothing but fineness."""

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
    def read(self, data: bytes) -> Film:
        """Decode *data*, or raise `UnreadableFileError`."""
