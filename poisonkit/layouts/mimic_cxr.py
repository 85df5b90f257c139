"""MIMIC-CXR(-JPG): a tree of patients and studies, and tables that label studies.

Johnson et al., "MIMIC-CXR-JPG", 2019, arXiv:1901.07042.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.layouts._cells import one_of, without
from poisonkit.layouts._mentions import Mentions
from poisonkit.layouts._places import known, listed, optional, wanted
from poisonkit.layouts._repeats import Told
from poisonkit.layouts._sharing import Shared
from poisonkit.layouts._studies import Film, Study, films, splits
from poisonkit.layouts._table import fold, header_of, rows_of
from poisonkit.layouts.base import Entry, Layout, Table, Wishes
from poisonkit.listing import Listing, Quarantined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

LABELERS = ("chexpert", "negbio")
_NUMBERS = ("subject id", "study id")


@final
@dataclass(frozen=True, kw_only=True)
class MimicCxr(Layout):
    """Labels belong to a study; each of its films has them."""

    labeler: str = "chexpert"
    """Which program read the reports: chexpert or negbio."""

    uncertain: str = "unknown"
    """What -1 counts as: absent, present or unknown."""

    blank: str = "absent"
    """What an empty cell counts as: absent or unknown."""

    def __post_init__(self) -> None:
        """Refuse words that mean nothing."""
        one_of("labeler", self.labeler, LABELERS)
        Mentions(uncertain=self.uncertain, blank=self.blank)

    def recognises(self, listing: Listing) -> bool:
        """Look for the labels of either program."""
        return known(listing, _patterns(*LABELERS), ())

    def read(self, listing: Listing, wishes: Wishes) -> Table:
        """Join films and labels by study, through the metadata or the tree."""
        path = wanted(listing, wishes, _patterns(self.labeler))
        metadata = optional(listing, _patterns("metadata"))
        split = optional(listing, _patterns("split"))
        header = header_of(path, _NUMBERS)
        columns = [name for name in header if name and fold(name) not in _NUMBERS]
        names = without(columns, wishes.ignore)
        studies = self._studies(path, names)
        found, left = films(listing, metadata)
        left += [_unlabelled(film, path) for film in found if film.study not in studies]
        left += _unseen(studies, {film.study for film in found}, path)
        return Table(
            label_names=names,
            entries=tuple(_entries(found, studies, splits(split))),
            tables=listed(listing, path, metadata, split),
            quarantined=tuple(left),
        )

    def _studies(self, path: Path, names: Sequence[str]) -> dict[str, Study]:
        """Return the labels of each study."""
        mentions = Mentions(uncertain=self.uncertain, blank=self.blank)
        shared, told = Shared(), Told[Study](kind="study")
        for row in rows_of(path, _NUMBERS):
            labels, open_ones = mentions.read(row, names)
            study = Study(
                line=row.line,
                labels=shared.labels(labels),
                meta=shared.meta(**open_ones),
            )
            told.tell(row, row["study id"], study)
        return told.values


def _patterns(*tables: str) -> list[str]:
    """Return the names that *tables* may have: unpacked or not, of any version 2."""
    return [
        f"mimic-cxr-2.*-{table}.csv{end}" for table in tables for end in ("", ".gz")
    ]


def _entries(
    found: Iterable[Film], studies: Mapping[str, Study], split: Mapping[str, str]
) -> Iterable[Entry]:
    shared = Shared()
    for film in found:
        if study := studies.get(film.study):
            yield Entry(
                file=film.file,
                labels=study.labels,
                patient=film.patient,
                split=split.get(film.name),
                meta=shared.meta(view=film.view, **study.meta),
            )


def _unlabelled(film: Film, path: Path) -> Quarantined:
    detail = f"its study has no line in {path.name}"
    return Quarantined(path=film.file, reason="no-labels", detail=detail)


def _unseen(
    studies: Mapping[str, Study], seen: set[str], path: Path
) -> list[Quarantined]:
    """Return the studies without a film."""
    return [
        Quarantined(
            path=f"s{name}",
            reason="missing",
            detail=f"named in line {study.line} of {path.name}, "
            "but there is no film of the study",
        )
        for name, study in studies.items()
        if name not in seen
    ]
