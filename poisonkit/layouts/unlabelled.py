"""A folder of images without a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.layouts._places import no_table
from poisonkit.layouts.base import Entry, Layout, Table, Wishes

if TYPE_CHECKING:
    from poisonkit.listing import Listing


@final
@dataclass(frozen=True, kw_only=True)
class Unlabelled(Layout):
    """Every file is an image and no image has a label; only when asked for."""

    def recognises(self, listing: Listing) -> bool:
        """Never: a folder whose table was forgotten looks the same."""
        del listing
        return False

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Return one entry per file."""
        no_table(wishes, "unlabelled")
        entries = tuple(Entry(file=name) for name in listing.files)
        return Table(label_names=(), entries=entries)
