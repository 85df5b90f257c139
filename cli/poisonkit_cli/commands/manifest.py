"""``poisonkit manifest``: what can be done with the truth about an injection."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.group()
def command() -> None:
    """Check the truth about an injection."""


@command.command()
@click.argument("manifest", type=options.PATH)
@click.argument("data", type=options.PATH, required=False)
@options.console
def verify(manifest: Path, data: Path | None, *, console: Console) -> None:
    """Recompute every digest and footprint of what was poisoned.

    DATA is the data set or folder that MANIFEST is about; by default the one beside it.
    """
    from poisonkit.errors import BadInputError
    from poisonkit.stages.verify_manifest import verify_manifest

    told = verify_manifest(manifest, data, progress=console.progress)
    console.result(told.sentence(), asdict(told))
    if not told.sound:
        raise BadInputError(f"{manifest} and its data set do not agree")
