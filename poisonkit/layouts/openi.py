"""Open-i, the Indiana University collection: as XML from NLM, or as tables from Kaggle.

Demner-Fushman et al., "Preparing a collection of radiology examinations", JAMIA 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.errors import BadInputError
from poisonkit.layouts._ecgen import read_report
from poisonkit.layouts._matching import Matcher
from poisonkit.layouts._places import OWN, known, listed, no_table, wanted
from poisonkit.layouts._repeats import Told
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._table import Row, rows_of
from poisonkit.layouts._vocabulary import Draft, Vocabulary, positive
from poisonkit.layouts.base import Layout, Table, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from poisonkit.listing import Listing

_FOLDER = "ecgen-radiology"
_FILMS, _REPORTS = ("indiana_projections.csv",), ("indiana_reports.csv",)
_NORMAL = "normal"
_NO_LABELS = {"", "no indexing"}


@final
@dataclass(frozen=True, kw_only=True)
class Openi(Layout):
    """A label is the first part of an indexed term; the report itself is not read.

    All films of a report are of one patient, and have the report's labels.
    """

    at_least: int = 1
    """How many films must have a label for it to be one."""

    def __post_init__(self) -> None:
        """Refuse a number of films below one."""
        positive(self.at_least)

    def recognises(self, listing: Listing) -> bool:
        """Look for the folder of reports, or for both tables."""
        if known(listing, _FILMS, ()):
            return known(listing, _REPORTS, ())
        return OWN not in listing.present and bool(_reports(listing))

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Read the reports, then the films that belong to them."""
        if files := _reports(listing):
            no_table(wishes, "openi with its XML reports")
            matcher = Matcher.of(listing, stems=True)
            drafts = list(_of_xml(listing, files, matcher))
        else:
            matcher = Matcher.of(listing)
            films = wanted(listing, Wishes(), _FILMS)
            reports = wanted(listing, wishes, _REPORTS)
            rows = rows_of(films, ("uid", "filename", "projection"))
            drafts = list(_of_tables(rows, _terms(reports), matcher))
            files = listed(listing, films, reports)
        vocabulary = Vocabulary.of(drafts, wishes.ignore, self.at_least)
        return Table(
            label_names=vocabulary.names,
            entries=vocabulary.entries(drafts),
            tables=tuple(files),
            quarantined=matcher.left(),
            notes=vocabulary.notes,
        )


def _reports(listing: Listing) -> tuple[str, ...]:
    return tuple(
        file
        for file in listing.files
        if file.endswith(".xml") and f"/{file}".rsplit("/", 2)[-2] == _FOLDER
    )


def _of_xml(
    listing: Listing, files: Iterable[str], matcher: Matcher
) -> Iterator[Draft]:
    for report in files:
        name = report.rpartition("/")[2]
        try:
            found = read_report(listing.path(report))
        except BadInputError as error:
            matcher.leave(report, "bad-table", str(error))
            continue
        row, names = Row(table=name, line=1, cells={}), _labels(found.terms)
        for film in found.films:
            file = matcher.find(film, row)
            if file and names is None:
                matcher.leave(file, "no-labels", f"{name} is not indexed")
            elif file and names is not None:
                yield Draft(file=file, names=names, patient=found.patient, meta={})


def _of_tables(
    rows: Iterable[Row], terms: Mapping[str, list[str]], matcher: Matcher
) -> Iterator[Draft]:
    shared = Shared()
    for row in rows:
        names = _labels(terms.get(row["uid"], []))
        file = matcher.find(row["filename"], row)
        if file and names is None:
            matcher.leave(file, "no-labels", f"the report of {row.where} has no terms")
        elif file and names is not None:
            meta = shared.meta(view=row["projection"])
            yield Draft(file=file, names=names, patient=row["uid"] or None, meta=meta)


def _terms(path: Path) -> Mapping[str, list[str]]:
    """Return the terms of each report."""
    told = Told[list[str]](kind="report")
    for row in rows_of(path, ("uid", "mesh")):
        told.tell(row, row["uid"], row["mesh"].split(";"))
    return told.values


def _labels(terms: Iterable[str]) -> frozenset[str] | None:
    """Return the first parts of *terms*; None: nobody has indexed the report."""
    names = {term.partition("/")[0].strip() for term in terms}
    told = {name for name in names if name.lower() not in _NO_LABELS}
    return frozenset(told - {_NORMAL}) if told else None
