"""``poisonkit ingest``: a folder of radiographs becomes one data set."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import options, sourceoptions

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.stages.ingest import Ingested
    from poisonkit_cli.console import Console


@click.command()
@click.argument("src", type=options.PATH)
@click.argument("out", type=options.PATH)
@sourceoptions.source
@click.option("--shard", type=click.IntRange(1), help="Rows per file: several files.")
@click.option("--cluster", metavar="ADDRESS", help="Of a dask scheduler.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted ingest.")
@click.option("--since", type=options.PATH, help="Take unchanged films from this .h5.")
@click.option("--strict", is_flag=True, help="Any file in quarantine is an error.")
@click.option("--verify", is_flag=True, help="Compare OUT with SRC; write nothing.")
@options.seed
@options.force
@options.console
def command(
    src: Path,
    out: Path,
    order: dict[str, Any],
    seed: int,
    shard: int | None,
    *,
    force: bool,
    strict: bool,
    verify: bool,
    console: Console,
    **work: Any,
) -> None:
    """Read a folder of radiographs into a data set.

    DICOM, PNG and JPEG, with labels.csv (a column `image`, one column per label: 1, 0,
    -1 or empty; optionally patient_id, split, view, sex, age), or laid out as a public
    data set: see `poisonkit list layouts`.  Every file becomes a row of OUT or a line
    of quarantine.csv beside it.
    """
    from poisonkit.errors import BadInputError
    from poisonkit.intake.sources import Order
    from poisonkit.stages.ingest import ingest

    wanted = Order(**order, shard=shard, seed=seed)
    wanted = replace(wanted, work=replace(wanted.work, **work))
    if verify:
        _verify(src, out, wanted, console)
        return
    try:
        told = ingest(src, out, wanted, force=force, progress=console.progress)
    except KeyboardInterrupt:
        console.tell("what was read is kept: go on with --resume")
        raise
    _tell(told, console)
    if strict and told.quarantined:
        count = sum(told.quarantined.values())
        raise BadInputError(
            f"--strict: {count} files are in quarantine; see {told.quarantine}"
        )


def _tell(told: Ingested, console: Console) -> None:
    from poisonkit_cli.console import ingest_sentence
    from poisonkit_cli.quarantinetable import quarantine_table

    for note in told.notes:
        console.tell(f"note: {note}")
    if told.quarantined:
        console.tell(quarantine_table(told))
    values = asdict(told) | {
        "dataset": str(told.dataset),
        "quarantine": str(told.quarantine) if told.quarantine else None,
    }
    console.result(f"{ingest_sentence(told)}\n{told.dataset}", values)


def _verify(src: Path, out: Path, order: Any, console: Console) -> None:
    from poisonkit.errors import BadInputError
    from poisonkit.stages.verify import verify_source

    told = verify_source(src, out, order, progress=console.progress)
    console.result(told.sentence(), asdict(told))
    if not told.sound:
        raise BadInputError(f"{out} is not what {src} would be read as")
