"""``poisonkit clean``: the data set without what an audit found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("src", type=options.PATH)
@click.argument("out", type=options.PATH)
@click.option("--audit", type=options.PATH, required=True, help="The audit's folder.")
@click.option(
    "--severity",
    type=click.Choice(["low", "medium", "high"]),
    default="medium",
    show_default=True,
    help="Leave out what findings of at least this severity name.",
)
@options.force
@options.console
def command(
    src: Path,
    out: Path,
    audit: Path,
    severity: str,
    *,
    force: bool,
    console: Console,
) -> None:
    """Copy a data set without what its audit found.

    An audit of a folder keeps the data set it made as DIR/data.h5: give that as SRC.
    OUT.removed.csv lists what was left out.
    """
    from poisonkit.dataset import CxrDataset
    from poisonkit.errors import BadInputError
    from poisonkit.finding import Severity
    from poisonkit.stages.clean import clean

    if src.is_dir():
        raise BadInputError(
            f"{src} is a folder; give the data set that was audited: for a folder the "
            f"audit keeps one as {audit / 'data.h5'}"
        )
    done = clean(
        CxrDataset.open(src),
        audit,
        out,
        severity=Severity(severity),
        force=force,
        progress=console.progress,
    )
    text = f"{done.removed:,} films left out, {done.kept:,} kept\n{out}"
    console.result(
        text,
        {
            "removed": done.removed,
            "kept": done.kept,
            "dataset": str(done.dataset),
            "listing": str(done.listing),
        },
    )
