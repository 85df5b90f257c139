"""Folders to read: tables with made-up rows, and images that are only names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.layouts import LAYOUTS
from poisonkit.layouts.base import Wishes
from poisonkit.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from poisonkit.layouts.base import Entry, Table


def make(folder: Path, contents: Mapping[str, str | bytes]) -> Path:
    """Write the files of *contents*, text or bytes by their paths."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
    return folder


def touch(folder: Path, names: Iterable[str]) -> Path:
    """Write empty files by these *names*."""
    return make(folder, dict.fromkeys(names, b""))


def read(folder: Path, layout: str, wishes: Wishes | None = None) -> Table:
    """Read *folder* with a *layout* such as ``chexpert:blank=unknown``."""
    return LAYOUTS.create(layout).read(Listing.of(folder), wishes or Wishes())


def recognised(folder: Path) -> list[str]:
    """Return the layouts that recognise *folder*."""
    listing = Listing.of(folder)
    return [n for n in LAYOUTS.modules() if LAYOUTS.create(n).recognises(listing)]


def positives(table: Table) -> dict[str, list[str]]:
    """Return the labels that each image has, by its id."""
    return {entry.id: present(table, entry) for entry in table.entries}


def present(table: Table, entry: Entry) -> list[str]:
    """Return the labels of *entry* that are 1."""
    pairs = zip(table.label_names, entry.labels, strict=True)
    return [name for name, value in pairs if value == 1]


def count(table: Table, label: str, value: int = 1) -> int:
    """Return how many images have *value* for *label*."""
    place = table.label_names.index(label)
    return sum(entry.labels[place] == value for entry in table.entries)


def aside(table: Table) -> list[tuple[str, str]]:
    """Return the path and the reason of what was left."""
    return [(row.path, row.reason) for row in table.quarantined]
