"""``poisonkit report``: an audit in another form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("directory", metavar="DIR", type=options.PATH)
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    metavar="NAME",
    help="A report format; `poisonkit list reports` names them.",
)
@click.option("--out", type=options.PATH, help="Write to this file instead.")
@options.force
@options.console
def command(
    directory: Path, form: str, out: Path | None, *, force: bool, console: Console
) -> None:
    """Print an audit, or write it to a file.

    Only what lies in its folder DIR is needed.
    """
    from poisonkit.files import writing
    from poisonkit.stages.report import report

    text = report(directory, "json" if console.as_json else form)
    if out is None:
        click.echo(text, nl=False)
        return
    with writing(out, force=force) as part:
        part.write_text(text, encoding="utf-8")
    click.echo(str(out))
