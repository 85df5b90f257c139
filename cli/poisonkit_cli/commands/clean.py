"""``poisonkit clean``: the data set without what is poison."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from poisonkit_cli import auditoptions, options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.finding import Severity
    from poisonkit_cli.console import Console


@click.command()
@click.argument("src", type=options.PATH)
@click.argument("out", type=options.PATH)
@auditoptions.audited
@options.force
@options.console
def command(
    src: Path,
    out: Path,
    audit: Path,
    severity: Severity | None,
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
    from poisonkit.stages.clean import clean
    from poisonkit_cli.reviewtable import cleaned_table

    done = clean(
        auditoptions.audited_set(src, audit),
        audit,
        out,
        severity=severity,
        force=force,
        progress=console.progress,
    )
    paths = {"dataset": str(done.dataset), "listing": str(done.listing)}
    console.result(cleaned_table(done), asdict(done) | paths)
