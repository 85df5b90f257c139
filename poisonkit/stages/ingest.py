"""A folder of radiographs in, one data set out; what could not be read is listed."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.datasetfile import write_dataset
from poisonkit.errors import BadInputError
from poisonkit.files import writing
from poisonkit.intake.assembly import Assembly
from poisonkit.intake.commission import Commission
from poisonkit.intake.quarantine import QUARANTINE, quarantine_of, write_quarantine
from poisonkit.intake.remarks import remarks
from poisonkit.intake.sources import read_table
from poisonkit.intake.taking import Taking, tidy, unfinished, workplace
from poisonkit.listing import Listing
from poisonkit.progress import silent
from poisonkit.shards import Place

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
    begun = unfinished(destination)
    force = force or (order.work.resume and destination.is_file())
    quarantine = quarantine_of(destination, free=not force and not begun.exists())
    ours = {destination.absolute(), quarantine.absolute(), begun}
    listing = Listing.of(source, besides=ours, links=order.follow_links)
    table = read_table(listing, order)
    job = Commission.of(listing, table.entries, order, destination)
    with ExitStack() as stack:
        part = stack.enter_context(writing(destination, force=force))
        space = workplace(destination, job.plan, resume=order.work.resume)
        store = stack.enter_context(space)
        films = Taking(job.filming, table.entries, store, order.work).run(progress)
        assembly = Assembly(table=table, films=films)
        _refuse_nothing(source, assembly)
        columns = assembly.columns(job.preprocessing, job.parameters, order.seed)
        places = [
            Place(
                part=stack.enter_context(writing(shard, force=force)), name=shard.name
            )
            for shard in _shards(destination, len(columns.ids), order.shard)
        ]
        blocks = _blocks(store, len(columns.ids), progress)
        write_dataset(part, blocks, columns, places)
        write_quarantine(quarantine, assembly.refused())
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
        quarantine=destination.with_name(QUARANTINE) if refused else None,
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


def _shards(destination: Path, rows: int, shard: int | None) -> list[Path]:
    """Return the files for shares of at most *shard* rows, if there are to be any."""
    count = -(-rows // shard) if shard else 0
    return [
        destination.with_name(f"{destination.stem}.shard-{number:04d}.h5")
        for number in range(count)
    ]


def _blocks(store: BlockStore, films: int, progress: Progress) -> Iterator[Pixels]:
    """Yield the pixels that were taken, block by block."""
    with progress("writing", films) as advance:
        for number in range(store.count):
            pixels = store.pixels(number)
            if len(pixels):
                yield pixels
            advance(len(pixels))
