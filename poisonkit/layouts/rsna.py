"""RSNA Pneumonia Detection Challenge 2018: one row per box, or one without a box.

Shih et al., "Augmenting the NIH chest radiograph dataset", Radiology: AI 2019.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from poisonkit.layouts._boxes import box, labelled
from poisonkit.layouts._cells import without, yes_or_no
from poisonkit.layouts._matching import Matcher
from poisonkit.layouts._places import known, listed, optional, wanted
from poisonkit.layouts._repeats import Told
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import Row, rows_of
from poisonkit.layouts.base import Box, Entry, Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from poisonkit.listing import Listing

LABEL = "Lung Opacity"
_TABLES = ("stage_?_train_labels.csv",)
_CLASSES = ("stage_?_detailed_class_info.csv",)
_FRAME = ("x", "y", "width", "height")


@dataclass(kw_only=True, slots=True)
class _Film:
    row: Row
    present: bool = False
    boxes: list[Box] = field(default_factory=list)


@final
@dataclass(frozen=True, kw_only=True)
class Rsna(Layout):
    """One label, with boxes; the table's "patientId" is a number of the film.

    It says nothing on which films are of one patient, so each counts as a patient.
    """

    def recognises(self, listing: Listing) -> bool:
        """Look for the table, whose name is its own."""
        return known(listing, _TABLES, ())

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Gather the boxes of each film."""
        path = wanted(listing, wishes, _TABLES)
        classes = optional(listing, _CLASSES)
        names = without((LABEL,), wishes.ignore)
        matcher = Matcher.of(listing, stems=True)
        entries = _entries(_films(path), names, _classes(classes), matcher)
        return Table(
            label_names=names,
            entries=tuple(entries),
            tables=listed(listing, path, classes),
            quarantined=matcher.left(),
        )


def _films(path: Path) -> dict[str, _Film]:
    """Return the films in the table's order."""
    films: dict[str, _Film] = {}
    for row in rows_of(path, ("patientid", *_FRAME, "target")):
        film = films.setdefault(row["patientid"], _Film(row=row))
        if yes_or_no(row, "target"):
            film.present = True
            film.boxes.append(box(row, LABEL, _FRAME))
    return films


def _classes(path: Path | None) -> dict[str, str]:
    """Return the radiologists' class of each film, of three."""
    told = Told[str](kind="film")
    for row in rows_of(path, ("patientid", "class")) if path else ():
        told.tell(row, row["patientid"], row["class"])
    return told.values


def _entries(
    films: Mapping[str, _Film],
    names: tuple[str, ...],
    classes: Mapping[str, str],
    matcher: Matcher,
) -> Iterable[Entry]:
    shared = Shared()
    for name, film in films.items():
        if file := matcher.find(name, film.row):
            yield Entry(
                file=file,
                labels=shared.labels(int(film.present) for _ in names),
                boxes=labelled(film.boxes, names),
                meta=shared.meta(**{"class": classes.get(name, "")}),
            )
