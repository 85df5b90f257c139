"""covid-chestxray-dataset (github.com/ieee8023): `metadata.csv`, one row per image.

Cohen et al., "COVID-19 image data collection", 2020, arXiv:2003.11597.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.layouts._matching import AMBIGUOUS, Matcher
from poisonkit.layouts._places import known, listed, wanted
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import Row, rows_of
from poisonkit.layouts._vocabulary import Draft, Vocabulary
from poisonkit.layouts.base import Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poisonkit.listing import Listing

_TABLES = ("metadata.csv",)
_COLUMNS = ("patientid", "finding", "modality", "filename")
_NONE = {"no finding"}
_NOBODY_KNOWS = {"", "todo", "unknown"}
_XRAY = "x-ray"


@final
@dataclass(frozen=True, kw_only=True)
class CovidChestxray(Layout):
    """Findings are paths such as ``Pneumonia/Viral/COVID-19``; each part is a label.

    Of the patients' stories, of places and dates nothing is read.
    """

    def recognises(self, listing: Listing) -> bool:
        """Look for `metadata.csv` with these columns; the name is common."""
        return known(listing, _TABLES, _COLUMNS)

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Read the X-rays; what is none goes to quarantine."""
        path = wanted(listing, wishes, _TABLES, _COLUMNS)
        matcher = Matcher.of(listing)
        drafts = list(_drafts(rows_of(path, _COLUMNS), matcher))
        vocabulary = Vocabulary.of(drafts, wishes.ignore)
        return Table(
            label_names=vocabulary.names,
            entries=vocabulary.entries(drafts),
            tables=listed(listing, path),
            quarantined=matcher.left(),
        )


def _drafts(rows: Iterable[Row], matcher: Matcher) -> Iterable[Draft]:
    shared, first = Shared(), dict[str, int]()
    for row in rows:
        line = f"line {row.line} of {row.table}"
        other = row["modality"].lower() != _XRAY
        if other and len(matcher.meant(row["filename"])) != 1:
            _leave_other(row, matcher)
        elif not (file := matcher.find(row["filename"], row)):
            continue
        elif first.setdefault(file, row.line) != row.line:
            # The source lists some films under two patients; one film is one row.
            detail = f"{line} names it again, after line {first[file]}"
            matcher.leave(row["filename"], "repeated", detail)
        elif other:
            matcher.leave(file, "modality", f"{line} says that it is no X-ray")
        elif (parts := _parts(row["finding"])) is None:
            matcher.leave(file, "no-labels", f"{line} names no finding")
        else:
            meta = shared.meta(
                view=row.get("view"), sex=row.get("sex"), age=row.get("age")
            )
            patient = row["patientid"] or None
            yield Draft(file=file, names=parts, patient=patient, meta=meta)


def _leave_other(row: Row, matcher: Matcher) -> None:
    """Leave what is no X-ray and has no file, or several."""
    detail = f"line {row.line} of {row.table} says that it is no X-ray"
    files = matcher.meant(row["filename"])
    for file in files or [row["filename"]]:
        matcher.leave(file, AMBIGUOUS if files else "modality", detail)


def _parts(finding: str) -> frozenset[str] | None:
    """Return the labels in a finding, older ones joined by commas; None: not told."""
    parts = {part.strip() for part in re.split("[/,]", finding)}
    known_parts = {part for part in parts if part.lower() not in _NOBODY_KNOWS}
    if not known_parts:
        return None
    return frozenset(part for part in known_parts if part.lower() not in _NONE)
