"""What `poisonkit screen` is asked for, and how films reach it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli.screentable import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from poisonkit.screening.arrivals import Arrived
    from poisonkit.screening.guardcard import GuardCard
    from poisonkit.screening.records import FilmRecord
    from poisonkit_cli.console import Console

LINES = Path("-")
"""Stands for the paths on standard input."""

_LISTED = 40
_WORTH_A_PROCESS = 100


def asked(
    inputs: Sequence[Path],
    model: Path | None,
    reference: Path | None,
    fit: tuple[Path, Path] | None,
) -> tuple[Path, Path]:
    """Return the model and the clean films, or say what is missing or too much."""
    if fit:
        if inputs or model or reference:
            raise click.UsageError(
                "--fit RUN CLEAN names all it needs; leave out INPUTS, --model and "
                "--reference"
            )
        return fit
    if not inputs:
        raise click.UsageError("no INPUTS: give films, folders, or - for paths")
    if LINES in inputs and len(inputs) > 1:
        raise click.UsageError("- stands alone: all paths come from standard input")
    if model is None or reference is None:
        raise click.UsageError("--model RUN and --reference CLEAN are needed")
    return model, reference


def arriving(
    inputs: Sequence[Path], card: GuardCard, order: dict[str, Any], console: Console
) -> Iterator[list[Arrived]]:
    """Yield the films of *inputs*, block by block; of a folder with a bar."""
    from poisonkit.pool import sensible_workers  # noqa: PLC0415 - torch waits
    from poisonkit.preparation import Preparation  # noqa: PLC0415 - as above
    from poisonkit.readers.base import Reading  # noqa: PLC0415 - as above
    from poisonkit.screening.arrivals import (  # noqa: PLC0415 - as above
        Receiving,
        as_they_come,
        in_blocks,
        named_in,
        received,
    )

    work = order["work"]
    receiving = Receiving(
        preparation=Preparation(**card.preparation),
        reading=Reading(any_modality=order["any_modality"]),
    )
    if tuple(inputs) == (LINES,):
        blocks = as_they_come(sys.stdin)
        yield from received(blocks, receiving, workers=1, limit=work.limit)
        return
    named, refused = named_in(inputs)
    if refused:
        yield refused
    workers = work.workers or sensible_workers(len(named), _WORTH_A_PROCESS)
    with console.progress("screening", len(named), "files") as advance:
        for block in received(
            in_blocks(named), receiving, workers=workers, limit=work.limit
        ):
            yield block
            advance(len(block))


def teller(inputs: Sequence[Path], console: Console) -> Callable[[FilmRecord], None]:
    """Return what hears of each film: of a stream all are told, else the unusual."""
    live, listed = tuple(inputs) == (LINES,), 0

    def tell(film: FilmRecord) -> None:
        nonlocal listed
        if live:
            console.page(line_of(film, as_json=console.as_json) + "\n")
            sys.stdout.flush()
        elif film.verdict != "pass" and not console.as_json:
            listed += 1
            if listed <= _LISTED:
                console.page(line_of(film, as_json=False) + "\n")

    return tell
