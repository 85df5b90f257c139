"""``poisonkit doctor``: what this machine can do."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from poisonkit_cli.console import Console


@click.command()
@options.console
def command(*, console: Console) -> None:
    """Say which decoders and devices are in use, and what is missing."""
    from poisonkit.checkup import Checkup
    from poisonkit_cli.checkuptable import checkup_table

    found = Checkup.now()
    console.result(checkup_table(found), asdict(found) | {"lacking": found.lacking})
