"""VinDr-CXR, and its part in the VinBigData competition: several readers per film.

Nguyen et al., "VinDr-CXR", Scientific Data 2022, arXiv:2012.15029.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.layouts._boxes import Boxes, corner_box, gathered, labelled, stray
from poisonkit.layouts._cells import without
from poisonkit.layouts._matching import Matcher
from poisonkit.layouts._places import known, listed, optional, wanted
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import has_columns, rows_of
from poisonkit.layouts._votes import Ballots
from poisonkit.layouts.base import Box, Entry, Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from poisonkit.listing import Listing

_SPLITS = {"image_labels_train.csv": "train", "image_labels_test.csv": "test"}
_DRAWN = ("annotations_train.csv", "annotations_test.csv")
_KAGGLE = ("train.csv",)
_COLUMNS = ("image id", "class name", "class id", "rad id")


@final
@dataclass(frozen=True, kw_only=True)
class Vindr(Layout):
    """A label is present if more than half of a film's readers saw it."""

    def recognises(self, listing: Listing) -> bool:
        """Look for VinDr's tables, or a `train.csv` with VinBigData's columns."""
        return known(listing, (*_SPLITS,), ()) or known(listing, _KAGGLE, _COLUMNS)

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Count the votes on each film and gather its boxes."""
        ballots, paths, drawn = _tables(listing, wishes)
        names = without(ballots.names(), wishes.ignore)
        boxes = gathered(pair for path in drawn for pair in _boxes(path))
        matcher = Matcher.of(listing, stems=True)
        return Table(
            label_names=names,
            entries=tuple(_entries(ballots, names, boxes, matcher)),
            tables=listed(listing, *paths, *drawn),
            quarantined=matcher.left(),
            notes=stray(boxes, {image for _, image in ballots.films}, names),
        )


def _tables(
    listing: Listing, wishes: Wishes
) -> tuple[Ballots, tuple[Path, ...], tuple[Path, ...]]:
    """Return the votes, the tables they are from, and those of the boxes."""
    ballots = Ballots()
    asked = (wishes.table,) if wishes.table else ()
    paths = asked or _there(listing, _SPLITS)
    if paths and not has_columns(paths[0], _COLUMNS):
        for path in paths:
            ballots.columns(path, _SPLITS.get(path.name.lower()))
        return ballots, paths, _there(listing, _DRAWN)
    path = wanted(listing, wishes, _KAGGLE, _COLUMNS)
    ballots.findings(path)
    return ballots, (path,), (path,)


def _there(listing: Listing, names: Iterable[str]) -> tuple[Path, ...]:
    found = (optional(listing, (name,)) for name in names)
    return tuple(path for path in found if path)


def _boxes(path: Path) -> Iterator[tuple[str, Box]]:
    for row in rows_of(path, ("image id", "class name", "x min", "y min")):
        if row["x min"]:  # no finding has no box
            yield row["image id"], corner_box(row, row["class name"])


def _entries(
    ballots: Ballots, names: tuple[str, ...], boxes: Boxes, matcher: Matcher
) -> Iterator[Entry]:
    shared = Shared()
    for (_, image), ballot in ballots.films.items():
        if file := matcher.find(image, ballot.row):
            yield Entry(
                file=file,
                labels=shared.labels(ballot.majority(names)),
                split=ballot.split,
                boxes=labelled(boxes.get(image, ()), names),
                meta=shared.meta(votes=ballot.dissent(names)),
            )
