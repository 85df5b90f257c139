"""Options from a TOML file: ``--config FILE``.

Keys at the top are for every command that has such an option; a table with a command's
name is for that command alone.  What is on the command line goes first.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import click

from poisonkit.errors import BadInputError, BadParameterError, unknown

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


SWEEP = "poisonkit.sweep"
"""Where the lists of swept options are kept in the context."""


class Swept(click.Option):
    """An option of which a list in a file means: one run for each, in turn.

    A list within the list stands for giving the option several times at once.
    """


def read_config(ctx: click.Context, param: click.Parameter, path: Path | None) -> None:
    """Take the defaults of the command in *ctx* from the file at *path*."""
    del param
    if path is None:
        return
    mine, commands = options_of(ctx.command), commands_of(ctx)
    everyone = {key for command in commands.values() for key in options_of(command)}
    chosen: dict[str, Any] = {}
    for key, value in _values(path).items():
        if isinstance(value, dict):
            command = commands[_known("command", key, commands, path)]
            own = _table(value, options_of(command), path)
            chosen |= own if key == ctx.info_name else {}
        elif _known("option", key, everyone | mine.keys(), path) in mine:
            chosen.setdefault(mine[key].name or "", _said(mine[key], value, path))
    ctx.meta[SWEEP] = {
        name: chosen.pop(name)
        for name, value in list(chosen.items())
        if isinstance(value, tuple)
    }
    ctx.default_map = chosen


def _values(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInputError(f"cannot read the options in {path}: {error}") from error


def _table(
    values: dict[str, Any], options: dict[str, click.Option], path: Path
) -> dict[str, Any]:
    """Return the *values* of one command's own table by the names of its parameters."""
    chosen = {}
    for key, value in values.items():
        option = options[_known("option", key, options, path)]
        chosen[option.name or ""] = _said(option, value, path)
    return chosen


def _said(option: click.Option, value: Any, path: Path) -> Any:
    """Return *value* as it would stand on the command line; click checks the rest."""
    if isinstance(option, Swept) and isinstance(value, list):
        return tuple(_each(option, item, path) for item in value)
    if option.multiple:
        each = value if isinstance(value, list) else [value]
        return [_one(option, item, path) for item in each]
    return _one(option, value, path)


def _each(option: click.Option, item: Any, path: Path) -> list[str | bool]:
    """Return one step of a sweep: what stands there at once."""
    several = item if isinstance(item, list) and option.multiple else [item]
    return [_one(option, each, path) for each in several]


def _one(option: click.Option, value: Any, path: Path) -> str | bool:
    if isinstance(value, bool) and option.is_flag:
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadParameterError(
            f"{path}: {option.opts[0]} cannot be {value}; write it as on the command "
            f"line{', or true or false' if option.is_flag else ''}"
        )
    return str(value)


def _known(kind: str, key: str, names: Collection[str], path: Path) -> str:
    """Return *key*, or refuse what is none of *names*."""
    if key not in names:
        raise unknown(f"{kind} in {path}", key, names)
    return key


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Return the options of *command* by what a user calls them: ``fail-on``."""
    return {
        name.removeprefix("--"): option
        for option in command.params
        if isinstance(option, click.Option)
        for name in option.opts
        if name.startswith("--") and name != "--config"
    }


def commands_of(ctx: click.Context) -> dict[str, click.Command]:
    """Return the commands beside the one of *ctx*, by their names."""
    group = ctx.parent.command if ctx.parent else None
    if ctx.parent is None or not isinstance(group, click.Group):
        return {}
    found = {n: group.get_command(ctx.parent, n) for n in group.list_commands(ctx)}
    return {name: command for name, command in found.items() if command is not None}
