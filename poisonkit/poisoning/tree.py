"""The files of a folder that an injection leaves as they are, and their new labels."""

from __future__ import annotations

import csv
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.dataset import Split
from poisonkit.decoding import original
from poisonkit.errors import UnreadableFileError

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Labels
    from poisonkit.dataset import CxrDataset
    from poisonkit.listing import Listing
    from poisonkit.progress import Progress

TABLE = "labels.csv"
_FACTS = ("view", "sex", "age")


@dataclass(frozen=True, kw_only=True)
class Copying:
    """How the copy of a folder is made."""

    listing: Listing
    tables: tuple[str, ...] = ()
    """The files that told the labels, and would tell them as they were."""

    link: bool = False
    """Give clean files a second name instead of a copy."""

    reencode_all: bool = False
    """Write clean films anew, too, so that the poisoned ones do not differ by that."""

    workers: int = 1


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A folder, the data set that `ingest` makes of it, and how it is copied."""

    folder: Path
    data: CxrDataset
    copying: Copying

    def carry_over(self, destination: Path, progress: Progress) -> None:
        """Put every file below *destination* that is not there yet, but the tables."""
        tables = {TABLE, *self.copying.tables}
        names = set(self.copying.listing.files).difference(tables)
        with progress("copying", len(names)) as advance:
            for name in sorted(names):
                if not (destination / name).exists():
                    self._carry(name, destination / name)
                advance()

    def _carry(self, name: str, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        source, how = self.folder / name, self.copying
        if data := how.reencode_all and _encoded(source, name):
            place.write_bytes(data)
        elif not (how.link and _linked(source, place)):
            shutil.copyfile(source, place)


def _encoded(path: Path, name: str) -> bytes:
    """Return the film at *path* written anew; nothing if it is no film of ours."""
    try:
        return original(path.read_bytes(), name).encoded()
    except UnreadableFileError:
        return b""


def write_labels(folder: Path, data: CxrDataset, labels: Labels) -> None:
    """Write the labels ``(n, l)`` and the columns of *data* as ``labels.csv``."""
    facts = [name for name in _FACTS if name in data.meta]
    with (folder / TABLE).open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["image", "patient_id", "split", *facts, *data.label_names])
        for row, name in enumerate(data.ids):
            told = [data.meta[fact][row] for fact in facts]
            split = Split(data.split[row]).name.lower()
            rows.writerow(
                [name, data.patients[row], split, *told, *labels[row].tolist()]
            )


def _linked(source: Path, place: Path) -> bool:
    """Give the file *source* a second name, where the file system can."""
    if source.is_symlink():  # the link would lead elsewhere from there
        return False
    try:
        os.link(source, place)
    except OSError:
        return False
    return True
