"""``poisonkit review``: go through an audit's suspects on a local page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import modeloptions, options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console

_PORT = 8471


@click.command()
@click.argument("directory", metavar="DIR", type=options.PATH)
@click.option(
    "--data", type=options.PATH, help="The audited .h5, if DIR keeps no data.h5."
)
@click.option(
    "--films", type=options.PATH, help="The folder it was made from: all its pixels."
)
@click.option(
    "--model", type=options.PATH, help="The model that was audited with --model."
)
@modeloptions.model
@click.option("--reviewer", default="", help="Who reviews; default: the page asks.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=_PORT,
    show_default=True,
    help="If it is in use, the next is taken; 0: any.",
)
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
@options.console
def command(
    directory: Path,
    data: Path | None,
    films: Path | None,
    model: Path | None,
    look: dict[str, Any],
    reviewer: str,
    port: int,
    *,
    no_browser: bool,
    console: Console,
) -> None:
    """Go through the suspects of an audit on a page of this machine.

    Every decision is kept in DIR/reviews.sqlite as it is made; `clean` goes by them.
    The address that is printed lets one browser in, once.  Ctrl-C ends.
    """
    from poisonkit.reviewing.desk import Desk
    from poisonkit.reviewing.summary import summary
    from poisonkit_cli.reviewing import serve
    from poisonkit_cli.reviewtable import review_table

    kept = data or directory / "data.h5"
    run = model and modeloptions.run_of(model, look, kept, None, console)
    with Desk.open(
        directory, data=data, films=films, model=run, reviewer=reviewer
    ) as desk:
        if desk.suspects:
            serve(desk, port, browser=not no_browser)
        told = summary(desk)
    console.result(review_table(told), asdict(told))
