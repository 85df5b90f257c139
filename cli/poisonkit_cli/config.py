"""Options from a TOML file: ``--config FILE``.

Keys at the top are for every command that has such an option; a table with a command's
name is for that command alone.  What is on the command line goes first.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import click

from poisonkit.errors import BadInputError, unknown

if TYPE_CHECKING:
    from pathlib import Path


def read_config(ctx: click.Context, param: click.Parameter, path: Path | None) -> None:
    """Take the defaults of the command in *ctx* from the file at *path*."""
    del param
    if path is None:
        return
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInputError(f"cannot read the options in {path}: {error}") from error
    mine = _names(ctx.command)
    everyone = mine | _of_all_commands(ctx)
    chosen: dict[str, Any] = {}
    for key, value in values.items():
        if key == ctx.info_name and isinstance(value, dict):
            own = {mine[_known(name, mine, path)]: said for name, said in value.items()}
            chosen |= own
        elif not isinstance(value, dict) and _known(key, everyone, path) in mine:
            chosen.setdefault(mine[key], value)
    ctx.default_map = chosen


def _known(key: str, names: dict[str, str], path: Path) -> str:
    """Return *key*, or refuse what is no option."""
    if key not in names:
        raise unknown(f"option in {path}", key, names)
    return key


def _names(command: click.Command) -> dict[str, str]:
    """Return the parameters of *command* by what a user calls them: ``fail-on``."""
    return {
        name.removeprefix("--"): option.name or ""
        for option in command.params
        if isinstance(option, click.Option)
        for name in option.opts
        if name.startswith("--") and name != "--config"
    }


def _of_all_commands(ctx: click.Context) -> dict[str, str]:
    group = ctx.parent.command if ctx.parent else None
    if ctx.parent is None or not isinstance(group, click.Group):
        return {}
    commands = [group.get_command(ctx.parent, n) for n in group.list_commands(ctx)]
    return {k: v for c in commands if c is not None for k, v in _names(c).items()}
