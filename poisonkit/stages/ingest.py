"""A folder of radiographs in, one data set out; what could not be read is listed."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.assembly import Assembly
from poisonkit.datasetfile import write_dataset
from poisonkit.decoding import Decoded, Decoder
from poisonkit.errors import BadInputError, OutputError
from poisonkit.files import writing
from poisonkit.lineage import digest_array
from poisonkit.patients import patient_key
from poisonkit.pool import in_blocks, sensible_workers
from poisonkit.preparation import Preparation
from poisonkit.progress import silent
from poisonkit.sources import Order, first_size, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.layouts.base import Quarantined, Table
    from poisonkit.progress import Progress

QUARANTINE = "quarantine.csv"
_BLOCK = 64


@dataclass(frozen=True, kw_only=True)
class Ingested:
    """What an ingest did, for the user to read."""

    dataset: Path
    images: int
    patients: int
    size: int
    quarantined: dict[str, int]
    """How many, by reason."""

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
    quarantine = _free_quarantine(destination, force=force)
    table = read_table(source, order)
    size = order.size or first_size(source, table)
    preparation = Preparation(size=size, bits=order.bits)
    key = patient_key(order.key)
    with writing(destination, force=force) as part:
        raw = part.with_name(f"{part.name}.pixels.part")
        try:
            decoder = Decoder(folder=source, preparation=preparation)
            films = _decode(decoder, table, raw, order.workers, progress)
            assembly = Assembly(table=table, films=films)
            images = _mapped(raw, len(assembly.kept), preparation)
            digests = [digest_array(image) for image in images]
            columns = assembly.columns(digests, preparation, key=key, seed=order.seed)
            write_dataset(part, _blocks(images), columns)
        finally:
            raw.unlink(missing_ok=True)
        refused = assembly.refused()
        _write_quarantine(quarantine, refused)
    return Ingested(
        dataset=destination,
        images=len(columns.ids),
        patients=len(set(columns.patients)),
        size=size,
        quarantined=dict(Counter(row.reason for row in refused).most_common()),
        quarantine=quarantine if refused else None,
        notes=(*table.notes, *assembly.notes(columns)),
    )


def _free_quarantine(destination: Path, *, force: bool) -> Path:
    path = destination.with_name(QUARANTINE)
    if path.exists() and not force:
        raise OutputError(
            f"{path} exists already, from another ingest into this folder; "
            f"choose another folder, or replace it with --force"
        )
    return path


def _decode(
    decoder: Decoder, table: Table, raw: Path, workers: int | None, progress: Progress
) -> list[Decoded]:
    """Write the pixels of all readable films to *raw*; return the rest of them."""
    files = [entry.file for entry in table.entries]
    workers = workers or sensible_workers(len(files))
    films: list[Decoded] = []
    with raw.open("wb") as out, progress("reading films", len(files)) as advance:
        for block in in_blocks(decoder, files, block=_BLOCK, workers=workers):
            for film in block:
                if film.pixels is not None:
                    out.write(film.pixels.tobytes())
                films.append(replace(film, pixels=None))
            advance(len(block))
    if not any(film.digest for film in films):
        raise BadInputError(
            f"none of the {len(files)} films of {decoder.folder} could be read; "
            f"the first: {files[0]}: {films[0].detail}"
        )
    return films


def _mapped(raw: Path, count: int, preparation: Preparation) -> Pixels:
    shape = (count, preparation.size, preparation.size)
    return np.memmap(raw, f"u{preparation.bits // 8}", "r", shape=shape)


def _blocks(images: Pixels) -> Sequence[Pixels]:
    return [images[start : start + 256] for start in range(0, len(images), 256)]


def _write_quarantine(path: Path, refused: Sequence[Quarantined]) -> None:
    """List what found no place in the data set; no list if everything did."""
    path.unlink(missing_ok=True)
    if not refused:
        return
    with (
        writing(path) as part,
        part.open("w", newline="", encoding="utf-8") as file,
    ):
        table = csv.writer(file)
        table.writerow(["path", "reason", "detail"])
        table.writerows([row.path, row.reason, row.detail] for row in refused)
