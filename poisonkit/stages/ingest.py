"""A folder of radiographs in, one data set out; what could not be read is listed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError, OutputError
from poisonkit.intake.assembly import Assembly
from poisonkit.intake.commission import Commission
from poisonkit.intake.lock import sole
from poisonkit.intake.publishing import Publishing
from poisonkit.intake.quarantine import quarantine_of
from poisonkit.intake.remarks import remarks
from poisonkit.intake.sources import read_table
from poisonkit.intake.taking import Taking, tidy, workplace
from poisonkit.listing import Listing
from poisonkit.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.datasetfile import Columns
    from poisonkit.intake.blockstore import BlockStore
    from poisonkit.intake.sources import Order
    from poisonkit.listing import Quarantined
    from poisonkit.progress import Progress

_SAID = 3
"""Details that are told for each reason."""


@dataclass(frozen=True, kw_only=True)
class Ingested:
    """What an ingest did, for the user to read."""

    dataset: Path
    images: int
    patients: int
    size: int
    quarantined: dict[str, int]
    """How many, by reason."""

    details: dict[str, tuple[tuple[str, int], ...]]
    """What is said most often of the files in quarantine, by reason, how often."""

    quarantine: Path | None
    notes: tuple[str, ...]


def ingest(
    source: Path,
    destination: Path,
    order: Order,
    *,
    force: bool = False,
    progress: Progress = silent,
) -> Ingested:
    """Read every film below *source* into the data set *destination*."""
    resume = order.work.resume
    goal = Publishing(destination=destination, shard=order.shard, force=force)
    goal.check(resume=resume)
    listing = Listing.of(source, besides=goal.owns, links=order.follow_links)
    table = read_table(listing, order)
    job = Commission.of(listing, table.entries, order, destination)
    with (
        sole(destination),
        workplace(destination, job.plan, resume=resume) as store,
    ):
        films = Taking(job.filming, table.entries, store, order.work).run(progress)
        assembly = Assembly(table=table, films=films)
        _refuse_nothing(source, assembly)
        if job.finished:
            _refuse_changes(destination, assembly)
        columns = assembly.columns(job.preprocessing, job.parameters, order.seed)
        blocks = _blocks(store, len(columns.ids), progress)
        goal.write(blocks, columns, assembly.refused())
        tidy(destination)
    notes = (*table.notes, *remarks(assembly, columns, job.filming.disguise))
    return _told(destination, assembly, columns, job, notes)


def _told(
    destination: Path,
    assembly: Assembly,
    columns: Columns,
    job: Commission,
    notes: tuple[str, ...],
) -> Ingested:
    refused = assembly.refused()
    return Ingested(
        dataset=destination,
        images=len(columns.ids),
        patients=len(set(columns.patients)),
        size=job.filming.preparation.size,
        quarantined=dict(Counter(row.reason for row in refused).most_common()),
        details=_details(refused),
        quarantine=quarantine_of(destination) if refused else None,
        notes=notes,
    )


def _details(
    refused: Sequence[Quarantined],
) -> dict[str, tuple[tuple[str, int], ...]]:
    said: dict[str, Counter[str]] = {}
    for row in refused:
        said.setdefault(row.reason, Counter())[row.detail] += 1
    return {why: tuple(found.most_common(_SAID)) for why, found in said.items()}


def _refuse_nothing(source: Path, assembly: Assembly) -> None:
    if any(film.digest for film in assembly.films):
        return
    reasons = Counter(film.detail for film in assembly.films).most_common(1)
    entries = assembly.table.entries
    raise BadInputError(
        f"none of the {len(entries)} films of {source} could be read; "
        f"most often: {reasons[0][0]}; the first: {entries[0].id}"
    )


def _refuse_changes(destination: Path, assembly: Assembly) -> None:
    """Refuse to resume what is whole, but no longer what its source would make."""
    changed = sum(bool(film.digest) and not film.reused for film in assembly.films)
    if changed:
        raise OutputError(
            f"{destination} is whole, but {changed:,} films have changed since; "
            f"use --since for a new data set, or replace it with --force"
        )


def _blocks(store: BlockStore, films: int, progress: Progress) -> Iterator[Pixels]:
    """Yield the pixels that were taken, block by block."""
    with progress("writing", films) as advance:
        for number in range(store.count):
            pixels = store.pixels(number)
            if len(pixels):
                yield pixels
            advance(len(pixels))
