"""What `poisonkit screen` is asked for, and how films reach it."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from poisonkit_cli import modeloptions, sourceoptions
from poisonkit_cli.screentable import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from poisonkit.checkpoint import Run
    from poisonkit.screening.arrivals import Arrived, Named
    from poisonkit.screening.guardcard import GuardCard
    from poisonkit.screening.records import FilmRecord
    from poisonkit.workflows.opening import Source
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
        _refuse_verdict_options(click.get_current_context())
        return fit
    if not inputs:
        raise click.UsageError("no INPUTS: give films, folders, or - for paths")
    if LINES in inputs and len(inputs) > 1:
        raise click.UsageError("- stands alone: all paths come from standard input")
    if model is None or reference is None:
        raise click.UsageError("--model RUN and --reference CLEAN are needed")
    return model, reference


def _refuse_verdict_options(ctx: click.Context) -> None:
    """Refuse options about verdicts, which learning gives none of."""
    for name in ("alpha", "fail_on"):
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"--fit only learns: give {option} with the films")


def opened(
    run: Path,
    clean: Path,
    look: dict[str, Any],
    order: dict[str, Any],
    console: Console,
) -> tuple[Run, Source]:
    """Return the model, and the clean films or what was learned of them."""
    from poisonkit.screening.guardfile import is_guard  # noqa: PLC0415 - torch waits

    if is_guard(clean):
        asked = modeloptions.run_of(run, look, None, order["size"], console)
        return asked, sourceoptions.source_of(clean, order, console)
    return modeloptions.with_films(run, look, clean, order, console)


def found_in(
    inputs: Sequence[Path], out: Path, *, force: bool
) -> tuple[list[Named], list[Arrived]]:
    """Return what *inputs* hold, or refuse them, and *out*, before work begins."""
    from poisonkit.files import RUN_RECORD, check_folder  # noqa: PLC0415 - torch waits
    from poisonkit.screening.arrivals import named_in  # noqa: PLC0415 - as above

    check_folder(out, out / RUN_RECORD, force=force)
    return ([], []) if tuple(inputs) == (LINES,) else named_in(inputs)


def arriving(
    found: tuple[list[Named], list[Arrived]],
    card: GuardCard,
    order: dict[str, Any],
    console: Console,
    *,
    live: bool,
) -> Iterator[list[Arrived]]:
    """Yield films block by block: those *found*, with a bar, or *live* ones."""
    from poisonkit.pool import sensible_workers  # noqa: PLC0415 - torch waits
    from poisonkit.preparation import Preparation  # noqa: PLC0415 - as above
    from poisonkit.readers.base import Reading  # noqa: PLC0415 - as above
    from poisonkit.screening.arrivals import (  # noqa: PLC0415 - as above
        Receiving,
        as_they_come,
        in_blocks,
        received,
    )

    work = order["work"]
    receiving = Receiving(
        preparation=Preparation(**card.preparation),
        reading=Reading(any_modality=order["any_modality"]),
    )
    if live:
        lines = map(os.fsdecode, sys.stdin.buffer)  # a name is bytes
        blocks = as_they_come(lines)
        yield from received(blocks, receiving, workers=1, limit=work.limit)
        return
    named, refused = found
    if refused:
        yield refused
    workers = work.workers or sensible_workers(len(named), _WORTH_A_PROCESS)
    with console.progress("screening", len(named), "files") as advance:
        for block in received(
            in_blocks(named), receiving, workers=workers, limit=work.limit
        ):
            yield block
            advance(len(block))


def teller(console: Console, *, live: bool) -> Callable[[FilmRecord], None]:
    """Return what hears of each film: of a stream all are told, else the unusual."""
    listed: Counter[str] = Counter()

    def tell(film: FilmRecord) -> None:
        if live:
            console.page(line_of(film, as_json=console.as_json) + "\n")
            sys.stdout.flush()
        elif film.verdict != "pass" and not console.as_json:
            listed[film.verdict] += 1
            if listed[film.verdict] <= _LISTED:
                console.page(line_of(film, as_json=False) + "\n")
            elif listed[film.verdict] == _LISTED + 1:
                console.page(f"{film.verdict}  and more: they stand in scores.csv\n")

    return tell
