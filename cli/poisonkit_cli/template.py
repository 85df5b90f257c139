"""A file of options to start from, made of what the commands say of themselves."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli.config import commands_of, options_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """\
# Options of poisonkit: poisonkit COMMAND --config THIS_FILE
#
# Take the mark off an option to set it; the command line goes first.  Values are the
# defaults, or in capitals what is to be filled in.  What may be given more than once is
# a list.  Keys above all tables are for every command that has such an option.

# seed = 0
# quiet = false
# verbose = false
# json = false
"""
_EVERYWHERE = ("quiet", "verbose", "json")
_WIDTH = 88


def template(ctx: click.Context) -> str:
    """Return every option of every command beside the one of *ctx*, commented out."""
    return HEAD + "".join(
        f"\n[{name}]\n# {_first_line(command)}\n{''.join(_lines(command))}"
        for name, command in commands_of(ctx).items()
        if not isinstance(command, click.Group) and options_of(command)
    )


def _first_line(command: click.Command) -> str:
    return (command.help or "").strip().partition("\n")[0]


def _lines(command: click.Command) -> Iterator[str]:
    """Yield what is said of each option of *command*, and how it is set."""
    for name, option in options_of(command).items():
        if name in _EVERYWHERE:
            continue
        told = [option.help or ""]
        if isinstance(option.type, click.Choice):
            told.append(f"One of {', '.join(option.type.choices)}.")
        if option.required:
            told.append("It must be given, here or on the command line.")
        text = textwrap.fill(
            " ".join(told), _WIDTH, initial_indent="#   ", subsequent_indent="#   "
        )
        yield f"\n{text}\n# {name} = {_shown(option)}\n"


def _shown(option: click.Option) -> str:
    """Return the default as TOML, or what is to be filled in."""
    default = option.default
    if option.is_flag:
        return str(default is True).lower()
    if isinstance(default, int | float):
        return str(default)
    if isinstance(default, str | Path) and str(default):
        return _quoted(str(default))
    wanted = _quoted(_wanted(option))
    return f"[{wanted}]" if option.multiple else wanted


def _wanted(option: click.Option) -> str:
    """Return in one word what *option* takes."""
    if option.metavar:
        return option.metavar
    kind: Any = option.type
    ranges = (click.IntRange, click.FloatRange)
    return "NUMBER" if isinstance(kind, ranges) else kind.name.upper()


def _quoted(text: str) -> str:
    """Return *text* as a TOML string, which a JSON string is."""
    return json.dumps(text, ensure_ascii=False)
