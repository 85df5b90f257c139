"""What every layout promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from poisonkit.listing import Listing, Quarantined


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """Where a radiologist saw a finding, in pixels of the image as its file has it."""

    label: str
    x: float
    """Of the left edge."""

    y: float
    """Of the upper edge."""

    width: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One image as its table describes it."""

    file: str
    """Path relative to the source folder, with forward slashes, of a listed file."""

    member: str = ""
    """Where in the file, if it holds more than one image: ``train/17``."""

    labels: tuple[int, ...] = ()
    """1 present, 0 absent, -1 unknown."""

    patient: str | None = None
    split: str | None = None
    """``train``, ``validation``, ``test``; ``train_val`` is yet to be divided."""

    boxes: tuple[Box, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What the image is called in the data set."""
        return f"{self.file}/{self.member}" if self.member else self.file


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a layout read.

    A listed file that is neither an entry's nor among *tables* nor in *quarantined*
    goes to quarantine as not labelled; the stage sees to that for all layouts.
    """

    label_names: tuple[str, ...]
    entries: tuple[Entry, ...]
    tables: tuple[str, ...] = ()
    """The listed files that were read as tables, and are no images for that."""

    quarantined: tuple[Quarantined, ...] = ()
    """Rows whose image is not there, and files that the layout knows to be unfit."""

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
    def recognises(self, listing: Listing) -> bool:
        """Return whether *listing* has this layout's own files.

        Only what no other layout can have counts: a guess would mislabel in silence.
        """

    @abstractmethod
    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Return every image with its labels, and what is left over."""
