"""``poisonkit config``: a file of options to start from."""

from __future__ import annotations

import click


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Print a file of all options, to fill in.

    Give it to any command with --config.
    """
    from poisonkit_cli.template import template

    click.echo(template(ctx), nl=False)
