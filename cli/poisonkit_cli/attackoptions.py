"""Options of commands that attack films."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., Any])


def attacking(command: F) -> F:
    """Add ``--smallest`` with its two limits, and ``--batch-size``, as *effort*."""

    @functools.wraps(command)
    def gather(
        *args: Any,
        smallest: bool,
        largest: str,
        resolution: str,
        batch_size: int | None,
        **kwargs: Any,
    ) -> Any:
        limits = {"largest": largest, "resolution": resolution}
        effort = {"smallest": smallest, "limits": limits, "batch": batch_size}
        return command(*args, effort=effort, **kwargs)

    wrapped: Any = gather
    for option in reversed(
        (
            click.option(
                "--smallest",
                is_flag=True,
                help="Find each film's smallest eps that suffices.",
            ),
            click.option(
                "--largest",
                default="16/255",
                show_default=True,
                metavar="EPS",
                help="Of --smallest: the largest that is tried.",
            ),
            click.option(
                "--resolution",
                default="0.1/255",
                show_default=True,
                metavar="EPS",
                help="Of --smallest: how finely it is searched.",
            ),
            click.option(
                "--batch-size",
                type=click.IntRange(1),
                help="Films at a time; by default as many as fit into memory.",
            ),
        )
    ):
        wrapped = option(wrapped)
    typed: F = wrapped
    return typed


def read(effort: dict[str, Any]) -> dict[str, Any]:
    """Return the search and the size of batches that a user asked for."""
    from poisonkit.attacking.smallest import Search  # noqa: PLC0415 - torch waits
    from poisonkit.attacking.trials import strength  # noqa: PLC0415 - as above

    search = None
    if effort["smallest"]:
        search = Search(**{key: strength(v) for key, v in effort["limits"].items()})
    return {"search": search, "batch": effort["batch"]}
