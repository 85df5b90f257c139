"""Options of every command that takes a folder of radiographs."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

import click

from poisonkit_cli.options import PATH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.workflows.opening import Source
    from poisonkit_cli.console import Console

    F = TypeVar("F", bound=Callable[..., Any])

_SIZE_HELP = "Pixels a side; default: the first film's longer side, at most 224."

_FAST_HELP = "Decode JPEG at a smaller scale: faster, but it can blur small triggers."

_ORDER = (
    "labels", "unlabelled", "layout", "map", "ignore", "follow_links", "any_modality",
    "fast_decode", "size", "bits", "crop", "resize", "key",
)  # fmt: skip
_WORK = ("workers", "limit")


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
            click.option(
                "--crop",
                type=click.FloatRange(0, 1, min_open=True),
                default=1.0,
                help="Keep this share of each side, around the centre.",
            ),
            click.option(
                "--resize",
                type=click.Choice(["mean", "nearest"]),
                default="mean",
                help="nearest skips pixels: small triggers may vanish.",
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


def source_of(src: Path, order: dict[str, Any], console: Console) -> Source:
    """Return the films of *src*, read by *order*; *console* says how far that is."""
    from poisonkit.intake.sources import Order  # noqa: PLC0415 - as above
    from poisonkit.workflows.opening import Source  # noqa: PLC0415 - torch waits

    return Source(
        path=src,
        order=Order(**order),
        told=console.ingested,
        progress=console.progress,
    )
