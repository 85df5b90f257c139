"""``poisonkit clean``: the data set without what is poison."""

from __future__ import annotations

from dataclasses import asdict
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
    help="Of films that nobody reviewed, leave out what findings of at least this "
    "severity name; default: medium, or none where anybody reviewed.",
)
@options.force
@options.console
def command(
    src: Path,
    out: Path,
    audit: Path,
    severity: str | None,
    *,
    force: bool,
    console: Console,
) -> None:
    """Copy a data set without what is poison.

    Where `review` left decisions in the audit's folder, they decide: what all who
    reviewed a film accept as poison is left out, what they relabel alike is relabelled,
    anything else is kept.  Without reviews the audit's findings decide.

    An audit of a folder keeps the data set it made as DIR/data.h5: give that as SRC.
    OUT.removed.csv lists what was done, and why.
    """
    from poisonkit.dataset import CxrDataset
    from poisonkit.errors import BadInputError
    from poisonkit.finding import Severity
    from poisonkit.stages.clean import clean
    from poisonkit_cli.reviewtable import cleaned_table

    if src.is_dir():
        raise BadInputError(
            f"{src} is a folder; give the data set that was audited: for a folder the "
            f"audit keeps one as {audit / 'data.h5'}"
        )
    done = clean(
        CxrDataset.open(src),
        audit,
        out,
        severity=Severity(severity) if severity else None,
        force=force,
        progress=console.progress,
    )
    paths = {"dataset": str(done.dataset), "listing": str(done.listing)}
    console.result(cleaned_table(done), asdict(done) | paths)
