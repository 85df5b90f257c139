"""A data set and its audit in; the data set without its suspects out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.datasetfile import columns_at, write_dataset
from poisonkit.errors import BadInputError
from poisonkit.files import writing
from poisonkit.finding import Severity
from poisonkit.lineage import Lineage, digest_file
from poisonkit.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from poisonkit.arrays import Pixels, Rows
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress

_BLOCK = 256


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """What a cleaning took out."""

    dataset: Path
    removed: int
    kept: int
    listing: Path
    """Which images are gone, and for which finding."""


def clean(  # noqa: PLR0913 - what, by which audit, whither, how strictly
    data: CxrDataset,
    audit: Path,
    destination: Path,
    *,
    severity: Severity = Severity.MEDIUM,
    force: bool = False,
    progress: Progress = silent,
) -> Cleaned:
    """Copy *data* to *destination* without what findings of *severity* or worse name.

    ``NAME.removed.csv`` beside it lists every image that was left out.
    """
    if data.owns(destination):
        raise BadInputError(f"{destination} is the source; a source is never changed")
    record = AuditRecord.read(audit)
    if record.data_digest != data.digest:
        raise BadInputError(f"{audit} is the audit of another data set")
    guilty = _guilty(record, severity)
    kept = np.setdiff1d(np.arange(len(data)), list(guilty))
    if not len(kept):
        raise BadInputError(
            f"the findings of {audit} name every image: nothing is left"
        )
    listing = destination.with_suffix(".removed.csv")
    with (
        writing(destination, force=force) as part,
        writing(listing, force=force) as table,
    ):
        lineage = Lineage(
            stage="clean",
            parameters={"severity": severity.value},
            inputs={"data": data.digest, "audit": digest_file(audit / FINDINGS)},
        )
        blocks = _blocks(data, kept, progress)
        write_dataset(part, blocks, columns_at(data, kept, lineage))
        _list(table, data, guilty)
    return Cleaned(
        dataset=destination, removed=len(guilty), kept=len(kept), listing=listing
    )


def _guilty(record: AuditRecord, severity: Severity) -> dict[int, str]:
    """Return each row to leave out, with the first finding that names it."""
    guilty: dict[int, str] = {}
    for finding in record.findings:
        if finding.severity.at_least(severity):
            for sample in finding.samples:
                guilty.setdefault(sample.row, finding.id)
    return dict(sorted(guilty.items()))


def _blocks(data: CxrDataset, rows: Rows, progress: Progress) -> Iterator[Pixels]:
    with progress("copying films", len(rows)) as advance:
        for start in range(0, len(rows), _BLOCK):
            chosen = rows[start : start + _BLOCK]
            yield data.images[chosen]
            advance(len(chosen))


def _list(path: Path, data: CxrDataset, guilty: dict[int, str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["image", "row", "finding"])
        table.writerows([data.ids[row], row, name] for row, name in guilty.items())
