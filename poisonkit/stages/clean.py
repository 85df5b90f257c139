"""A data set and its audit in; the data set without what is poison out.

Reviewers decide where there are any, the audit's findings where there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.datasetfile import write_dataset
from poisonkit.errors import BadInputError
from poisonkit.files import writing
from poisonkit.lineage import Lineage
from poisonkit.progress import silent
from poisonkit.reviewing.applying import columns_after
from poisonkit.reviewing.changes import write_changes
from poisonkit.reviewing.cleaning import Cleaning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from poisonkit.arrays import Pixels, Rows
    from poisonkit.dataset import CxrDataset
    from poisonkit.finding import Severity
    from poisonkit.progress import Progress

_BLOCK = 256


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """What a cleaning took out and changed."""

    dataset: Path
    listing: Path
    """What was done to which film, and why."""

    kept: int
    """Films of the new set."""

    removed: int
    relabelled: int = 0
    spared: int = 0
    """Accused films that stay as they are, since reviewers say so or differ."""

    disputed: int = 0
    """Of those, the films about which reviewers differ."""

    undecided: int = 0
    """Accused films that stay since no reviewer decided on them."""

    reviewers: tuple[str, ...] = ()
    """Who decided; nobody: the audit's findings did."""


def clean(  # noqa: PLR0913 - what, by which audit, whither, how strictly
    data: CxrDataset,
    audit: Path,
    destination: Path,
    *,
    severity: Severity | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> Cleaned:
    """Copy *data* to *destination* without what is poison.

    Where *audit* holds decisions of reviewers, what all of them accept goes and what
    all of them relabel alike is relabelled.  What nobody decided on goes if a finding
    of *severity* or worse names it; by default medium, or none where there are
    reviewers.  ``NAME.removed.csv`` beside it lists every such film.
    """
    if data.owns(destination):
        raise BadInputError(f"{destination} is the source; a source is never changed")
    cleaning = Cleaning.of(data, audit, severity)
    kept, changes = cleaning.kept, cleaning.changes
    listing = destination.with_suffix(".removed.csv")
    lineage = Lineage(
        stage="clean", parameters=cleaning.parameters, inputs=cleaning.inputs
    )
    columns = columns_after(data, kept, changes, lineage)
    with (
        writing(destination, force=force) as part,
        writing(listing, force=force) as table,
    ):
        write_dataset(part, _blocks(data, kept, progress), columns)
        write_changes(table, data, changes)
    return Cleaned(
        dataset=destination, listing=listing, kept=len(kept), **cleaning.counts
    )


def _blocks(data: CxrDataset, rows: Rows, progress: Progress) -> Iterator[Pixels]:
    with progress("copying films", len(rows)) as advance:
        for start in range(0, len(rows), _BLOCK):
            chosen = rows[start : start + _BLOCK]
            yield data.images[chosen]
            advance(len(chosen))
