"""What every layout promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One image as its table describes it."""

    file: str
    """Path relative to the source folder, with forward slashes."""

    labels: tuple[int, ...] = ()
    """1 present, 0 absent, -1 unknown."""

    patient: str | None = None
    split: str | None = None
    """``train``, ``validation`` or ``test``."""

    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """One file or table row that did not become a row of the data set, and why."""

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a layout read: entries, and everything that found no place among them."""

    label_names: tuple[str, ...]
    entries: tuple[Entry, ...]
    quarantined: tuple[Quarantined, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the user said about the table."""

    table: Path | None = None
    """Where the labels are, if not where the layout looks."""

    ignore: tuple[str, ...] = ()
    """Columns that are not labels."""


class Layout(ABC):
    """Reads the tables of one way to lay out a data set."""

    @abstractmethod
    def recognises(self, folder: Path) -> bool:
        """Return whether *folder* has this layout's own files."""

    @abstractmethod
    def read(self, folder: Path, wishes: Wishes) -> Table:
        """Return every image with its labels, and what is left over."""


def files_below(folder: Path) -> list[str]:
    """Return every file below *folder*, hidden ones left out, in a fixed order."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix()
        for path in found
        if not any(part.startswith(".") for part in path.parts)
    )
