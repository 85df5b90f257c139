"""Options that several commands share."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from poisonkit_cli.config import read_config
from poisonkit_cli.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)

_SIZE_HELP = "Pixels a side; default: the first film's longer side, at most 224."

_FAST_HELP = "Decode JPEG at a smaller scale: faster, but it can blur small triggers."

_LARGEST_SEED = 2**32 - 1
"""What every generator takes."""

_ORDER = (
    "labels", "unlabelled", "layout", "map", "ignore", "follow_links", "any_modality",
    "fast_decode", "size", "bits", "key",
)  # fmt: skip
_WORK = ("workers", "limit")


def seed(command: F) -> F:
    """Add ``--seed``."""
    return click.option(
        "--seed",
        type=click.IntRange(0, _LARGEST_SEED),
        default=0,
        show_default=True,
        help="Everything random follows from it.",
    )(command)


def force(command: F) -> F:
    """Add ``--force``."""
    return click.option("--force", is_flag=True, help="Replace what is there.")(command)


def computing(command: F) -> F:
    """Add ``--device`` and ``--precision``."""
    for option in (
        click.option(
            "--precision",
            default="auto",
            show_default=True,
            help="auto, fp32 or bf16.",
        ),
        click.option(
            "--device", default="auto", show_default=True, help="auto, cpu or cuda."
        ),
    ):
        command = option(command)
    return command


def source(command: F) -> F:
    """Add what an ingest needs, gathered in the argument *order*."""

    @functools.wraps(command)
    def gather(*args: Any, **kwargs: Any) -> Any:
        from poisonkit.intake.sources import Work  # noqa: PLC0415 - `--help` needs no NumPy

        order = {name: kwargs.pop(name) for name in _ORDER}
        order["work"] = Work(**{name: kwargs.pop(name) for name in _WORK})
        kwargs["order"] = order | {"bits": int(order["bits"])}
        return command(*args, **kwargs)

    wrapped: Any = gather
    for option in reversed(
        (
            click.option("--labels", type=PATH, help="The table, if not labels.csv."),
            click.option("--unlabelled", is_flag=True, help="There are no labels."),
            click.option("--layout", help="How the folder is laid out; see `list`."),
            click.option("--map", multiple=True, help="OLD=NEW: rename or merge."),
            click.option("--ignore", multiple=True, help="A column that is no label."),
            click.option("--follow-links", is_flag=True, help="To files out of SRC."),
            click.option("--any-modality", is_flag=True, help="CT, MR, photos, too."),
            click.option("--fast-decode", is_flag=True, help=_FAST_HELP),
            click.option("--size", type=click.IntRange(8, 8192), help=_SIZE_HELP),
            click.option(
                "--bits",
                type=click.Choice(["8", "16"]),
                default="8",
                help="Of a stored pixel.",
            ),
            click.option("--workers", type=click.IntRange(1), help="Processes."),
            click.option(
                "--time-limit",
                "limit",
                type=click.FloatRange(0.1),
                default=60,
                show_default=True,
                help="Seconds for one film.",
            ),
            click.option("--key", type=PATH, help="Secret that hides patient numbers."),
        )
    ):
        wrapped = option(wrapped)
    typed: F = wrapped
    return typed


def console(command: F) -> F:
    """Add ``--config``, ``--quiet``, ``--verbose`` and ``--json`` as a `Console`."""

    @functools.wraps(command)
    def gather(
        *args: Any, quiet: bool, verbose: bool, as_json: bool, **kwargs: Any
    ) -> Any:
        said = Console(quiet=quiet, verbose=verbose, as_json=as_json)
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
