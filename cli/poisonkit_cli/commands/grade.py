"""``poisonkit grade``: how right an audit was, once the truth is known."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("directory", metavar="DIR", type=options.PATH)
@click.option(
    "--manifest", type=options.PATH, required=True, help="The truth: JSON, or CSV."
)
@options.force
@options.console
def command(directory: Path, manifest: Path, *, force: bool, console: Console) -> None:
    """Compare an audit with the truth.

    Writes DIR/grade.json.  DIR may also be an audit of the untouched source: then
    whatever it found is false.  A CSV has the columns file, true_label, train_label
    and triggered, as TrojAI's; several labels are joined by |.
    """
    from poisonkit.manifest import Manifest
    from poisonkit.stages.grade import grade
    from poisonkit.truthtable import TruthTable
    from poisonkit_cli.tables import grade_table

    kind = TruthTable if manifest.suffix == ".csv" else Manifest
    result = grade(directory, kind.read(manifest), force=force)
    console.result(grade_table(result), asdict(result))
