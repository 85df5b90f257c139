"""A folder of images without a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.layouts.base import Entry, Layout, Table, Wishes, files_below

if TYPE_CHECKING:
    from pathlib import Path


@final
@dataclass(frozen=True, kw_only=True)
class Unlabelled(Layout):
    """Every file is an image and no image has a label; only when asked for."""

    def recognises(self, folder: Path) -> bool:
        """Never: a folder whose table was forgotten looks the same."""
        del folder
        return False

    def read(self, folder: Path, wishes: Wishes) -> Table:
        """Return one entry per file."""
        del wishes
        entries = tuple(Entry(file=name) for name in files_below(folder))
        return Table(label_names=(), entries=entries)
