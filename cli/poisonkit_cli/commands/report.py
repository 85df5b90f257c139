"""``poisonkit report``: an audit in another form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from poisonkit_cli import gate, options

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
@gate.gate
@options.force
@options.console
@click.pass_context
def command(
    ctx: click.Context,
    directory: Path,
    form: str,
    out: Path | None,
    fail_on: str | None,
    suppressions: Path | None,
    *,
    force: bool,
    console: Console,
) -> None:
    """Print an audit, or write it to a file.

    Only what lies in its folder DIR is needed, and nothing there is changed.
    """
    from poisonkit.auditfile import AuditRecord
    from poisonkit.files import writing
    from poisonkit.stages.report import report

    record, excused = AuditRecord.read(directory), gate.suppressions_in(suppressions)
    if excused:
        record = excused.apply(record)
    text = report(directory, "json" if console.as_json else form, record)
    if out is None:
        console.page(text)
    else:
        with writing(out, force=force) as part:
            part.write_text(text, encoding="utf-8")
        click.echo(str(out))
    gate.tell_unused(console, excused, record)
    gate.stop(ctx, record.worst(), fail_on)
