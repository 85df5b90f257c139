"""``poisonkit ingest``: a folder of radiographs becomes one data set."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("src", type=options.PATH)
@click.argument("out", type=options.PATH)
@options.source
@options.seed
@options.force
@options.console
def command(
    src: Path,
    out: Path,
    order: dict[str, Any],
    seed: int,
    *,
    force: bool,
    console: Console,
) -> None:
    """Read a folder of radiographs into a data set.

    DICOM, PNG and JPEG, with labels.csv: a column `image`, one column per label (1, 0,
    -1 or empty), and optionally patient_id, split, view, sex, age.  Files that cannot
    be used are listed in quarantine.csv beside OUT.
    """
    from poisonkit.sources import Order
    from poisonkit.stages.ingest import ingest
    from poisonkit_cli.console import ingest_sentence

    wanted = Order(**order, seed=seed)
    told = ingest(src, out, wanted, force=force, progress=console.progress)
    for note in told.notes:
        console.tell(f"note: {note}")
    values = asdict(told) | {
        "dataset": str(told.dataset),
        "quarantine": str(told.quarantine) if told.quarantine else None,
    }
    console.result(f"{ingest_sentence(told)}\n{out}", values)
