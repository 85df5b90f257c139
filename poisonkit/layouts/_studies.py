"""Films of studies: `files/p10/p10000032/s50414267/<name>.jpg`, and their tables.

A name belongs to one film alone; the folders are its patient and its study.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError
from poisonkit.layouts._matching import Matcher
from poisonkit.layouts._repeats import Told
from poisonkit.layouts._table import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from poisonkit.listing import Listing, Quarantined

_TREE = re.compile(r"(?:.*/)?p(\d+)/s(\d+)/([^/]+)\.(?:jpe?g|png|dcm)", re.IGNORECASE)
_SPLITS = {"train": "train", "validate": "validation", "test": "test"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """What is known of all films of a study."""

    line: int = field(compare=False)
    labels: tuple[int, ...]
    meta: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Film:
    """A film and where it belongs."""

    file: str
    name: str
    patient: str
    study: str
    view: str = ""


def films(
    listing: Listing, metadata: Path | None
) -> tuple[list[Film], list[Quarantined]]:
    """Return the films that *metadata* names, or without it those of the tree."""
    if metadata is None:
        return list(_of_tree(listing)), []
    matcher, found = Matcher.of(listing, stems=True), []
    for row in rows_of(metadata, ("dicom id", "subject id", "study id")):
        if file := matcher.find(row["dicom id"], row):
            film = Film(
                file=file,
                name=row["dicom id"],
                patient=sys.intern(row["subject id"]),
                study=sys.intern(row["study id"]),
                view=row.get("viewposition"),
            )
            found.append(film)
    return found, list(matcher.left())


def _of_tree(listing: Listing) -> Iterator[Film]:
    for file in listing.files:
        if match := _TREE.fullmatch(file):
            patient, study, name = match.groups()
            yield Film(file=file, name=name, patient=patient, study=study)


def splits(path: Path | None) -> dict[str, str]:
    """Return the official split of each film, by name."""
    told = Told[str](kind="film")
    for row in rows_of(path, ("dicom id", "split")) if path else ():
        if row["split"] not in _SPLITS:
            raise BadInputError(
                f"{row.where}: column 'split' must hold train, validate or test"
            )
        told.tell(row, row["dicom id"], _SPLITS[row["split"]])
    return told.values
