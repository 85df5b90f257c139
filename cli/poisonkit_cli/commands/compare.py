"""``poisonkit compare``: what has changed from one audit to another."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from poisonkit_cli import gate, options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("old", type=options.PATH)
@click.argument("new", type=options.PATH)
@gate.gate
@options.console
@click.pass_context
def command(
    ctx: click.Context,
    old: Path,
    new: Path,
    fail_on: str | None,
    suppressions: Path | None,
    *,
    console: Console,
) -> None:
    """Say which findings are new, gone and the same.

    OLD and NEW are folders of audits.  --fail-on speaks of findings that are new, or
    have become as severe as that.
    """
    from poisonkit.stages.compare import compare
    from poisonkit_cli.comparetable import compare_table

    told = compare(old, new, gate.suppressions_in(suppressions))
    console.result(compare_table(told), asdict(told))
    gate.stop(ctx, told.worst(), fail_on)
