"""A data set and its audit in; the data set without what is poison out.

Reviewers decide where there are any, the audit's findings where there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.datasetfile import write_dataset
from poisonkit.errors import BadInputError
from poisonkit.files import writing
from poisonkit.finding import Severity
from poisonkit.lineage import Lineage, digest_file, digest_text
from poisonkit.progress import silent
from poisonkit.reviewing.applying import check_rulings, columns_after, counts_of
from poisonkit.reviewing.changes import REMOVED, changes_of, write_changes
from poisonkit.reviewing.standing import rulings
from poisonkit.reviewing.store import read_events
from poisonkit.reviewing.suspects import check_suspects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from poisonkit.arrays import Pixels, Rows
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress
    from poisonkit.reviewing.standing import Ruling

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
    record = AuditRecord.read(audit)
    check_suspects(record, data, audit)
    ruled = rulings(read_events(audit, record.data_digest))
    check_rulings(ruled, data, audit)
    if severity is None and not ruled:
        severity = Severity.MEDIUM
    changes = changes_of(record, ruled, severity)
    gone = [change.row for change in changes if change.action == REMOVED]
    kept = np.setdiff1d(np.arange(len(data)), gone)
    if not len(kept):
        raise BadInputError(f"by {audit} every image would go: nothing is left")
    listing = destination.with_suffix(".removed.csv")
    lineage = _lineage(audit, data.digest, severity, ruled)
    columns = columns_after(data, kept, changes, lineage)
    with (
        writing(destination, force=force) as part,
        writing(listing, force=force) as table,
    ):
        write_dataset(part, _blocks(data, kept, progress), columns)
        write_changes(table, data, changes)
    counts = counts_of(record, ruled, changes)
    return Cleaned(dataset=destination, listing=listing, kept=len(kept), **counts)


def _lineage(
    audit: Path, digest: str, severity: Severity | None, ruled: Mapping[int, Ruling]
) -> Lineage:
    inputs = {"data": digest, "audit": digest_file(audit / FINDINGS)}
    if ruled:  # not of the file: its bytes tell when, too
        inputs["reviews"] = digest_text(repr(one) for one in ruled.values())
    told = severity.value if severity else None
    return Lineage(stage="clean", parameters={"severity": told}, inputs=inputs)


def _blocks(data: CxrDataset, rows: Rows, progress: Progress) -> Iterator[Pixels]:
    with progress("copying films", len(rows)) as advance:
        for start in range(0, len(rows), _BLOCK):
            chosen = rows[start : start + _BLOCK]
            yield data.images[chosen]
            advance(len(chosen))
