"""``poisonkit list``: what there is to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from poisonkit_cli.console import Console


@click.command()
@click.argument("family", required=False)
@click.argument("name", required=False)
@options.console
def command(family: str | None, name: str | None, *, console: Console) -> None:
    r"""Say what there is to choose from.

    All families, the members of one FAMILY, or all about one member NAME.

    \b
    poisonkit list
    poisonkit list triggers
    poisonkit list triggers patch
    """
    from poisonkit.families import families, family_called, tell_about

    if family is None:
        known = {key: list(each.modules()) for key, each in families().items()}
        width = max(map(len, known))
        lines = [f"{key:<{width}}  {', '.join(names)}" for key, names in known.items()]
        console.result("\n".join(lines), known)
        return
    members = family_called(family)
    chosen = [name] if name else list(members.modules())
    told = [tell_about(members, each) for each in chosen]
    if name:
        console.result(told[0].page(), told[0].values())
        return
    width = max(len(one.spec) for one in told)
    lines = [f"{one.spec:<{width}}  {one.summary.splitlines()[0]}" for one in told]
    console.result("\n".join(lines), [one.values() for one in told])
