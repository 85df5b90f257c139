"""One entry of a table after its file was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poisonkit.arrays import Pixels

NOTES, BETWEEN = "notes", " | "
"""Where a film's notes are kept, and what stands between two of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """One entry after its file was read: *digest* or *reason* is empty."""

    pixels: Pixels | None = None
    digest: str = ""
    """sha256 of the stored pixels."""

    source: str = ""
    """sha256 of the file."""

    fingerprint: str = ""
    """Of the file and of all that its table said, keyed."""

    patient: str = ""
    """The keyed hash; the number itself goes no further than the reading."""

    split: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    """Bytes of the file."""

    changed: int = 0
    """When the file was last written, in nanoseconds."""

    reused: bool = False
    """Whether an older data set had it already."""

    reason: str = ""
    detail: str = ""


def alone(id_: str) -> str:
    """Return what stands for the patient of a film of nobody in particular."""
    return f"film {id_}"
