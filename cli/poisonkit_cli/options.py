"""Options that several commands share."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from poisonkit_cli.config import read_config
from poisonkit_cli.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)

SEVERITY = click.Choice(["low", "medium", "high"])

LARGEST_SEED = 2**32 - 1
"""What every generator takes."""


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that *text* lists between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def seed(command: F) -> F:
    """Add ``--seed``."""
    return click.option(
        "--seed",
        type=click.IntRange(0, LARGEST_SEED),
        default=0,
        show_default=True,
        help="Everything random follows from it.",
    )(command)


def force(command: F) -> F:
    """Add ``--force``."""
    return click.option("--force", is_flag=True, help="Replace what is there.")(command)


def device(command: F) -> F:
    """Add ``--device``."""
    return click.option(
        "--device", default="auto", show_default=True, help="auto, cpu or cuda."
    )(command)


def computing(command: F) -> F:
    """Add ``--device`` and ``--precision``."""
    precision = click.option(
        "--precision", default="auto", show_default=True, help="auto, fp32 or bf16."
    )
    return device(precision(command))


def console(command: F) -> F:
    """Add ``--config``, ``--quiet``, ``--verbose`` and ``--json`` as a `Console`."""

    @functools.wraps(command)
    def gather(
        *args: Any, quiet: bool, verbose: bool, as_json: bool, **kwargs: Any
    ) -> Any:
        said = Console(quiet=quiet, verbose=verbose, as_json=as_json)
        other = os.environ.get("RANK", "0") != "0"
        if other and "TORCHELASTIC_RUN_ID" in os.environ:  # torchrun's first speaks
            said = Console(quiet=True, silent=True)
        return command(*args, console=said, **kwargs)

    wrapped: Any = gather
    for option in reversed(
        (
            click.option(
                "--config",
                type=PATH,
                is_eager=True,
                expose_value=False,
                callback=read_config,
                help="A TOML file with options; the command line goes first.",
            ),
            click.option("--quiet", "-q", is_flag=True, help="Only the result."),
            click.option("--verbose", "-v", is_flag=True, help="Say more."),
            click.option("--json", "as_json", is_flag=True, help="For programs."),
        )
    ):
        wrapped = option(wrapped)
    typed: F = wrapped
    return typed
