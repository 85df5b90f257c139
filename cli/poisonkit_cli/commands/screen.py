"""``poisonkit screen``: whether incoming films were tampered with."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import gate, modeloptions, options, sourceoptions
from poisonkit_cli.screentable import learned, summary

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.screening.records import Screening
    from poisonkit_cli.console import Console

_SUSPECTS, _NOTHING = 1, 3


@click.command()
@click.argument("inputs", nargs=-1, type=options.PATH)
@click.option("--model", type=options.PATH, help="A run, .pt, .pt2 or module:factory.")
@click.option(
    "--reference",
    type=options.PATH,
    help="Clean films, .h5 or a folder; or what --fit made of them.",
)
@click.option("--out", "-o", type=options.PATH, required=True, help="For the results.")
@click.option(
    "--fit",
    nargs=2,
    type=options.PATH,
    metavar="RUN CLEAN",
    help="Only learn what clean films look like, into the file OUT.",
)
@click.option(
    "--screener",
    "screeners",
    multiple=True,
    metavar="SPEC",
    help="Only this one (repeatable); see `list screeners`.",
)
@click.option(
    "--alpha",
    type=click.FloatRange(0, 0.5, min_open=True),
    default=0.01,
    show_default=True,
    help="The share of clean films that may become suspect.",
)
@gate.fail_on
@modeloptions.model
@sourceoptions.source
@options.computing
@options.seed
@options.force
@options.console
@click.pass_context
def command(
    ctx: click.Context,
    inputs: tuple[Path, ...],
    model: Path | None,
    reference: Path | None,
    out: Path,
    fit: tuple[Path, Path] | None,
    screeners: tuple[str, ...],
    alpha: float,
    fail_on: str | None,
    look: dict[str, Any],
    order: dict[str, Any],
    device: str,
    precision: str,
    seed: int,
    *,
    force: bool,
    console: Console,
) -> None:
    """Tell which films that arrive were tampered with, and why.

    INPUTS are films (DICOM, PNG, JPEG) or folders of them; a lone - reads paths from
    standard input, one a line, and answers each at once.

    The folder OUT gets scores.csv, screening.json, and pictures of suspects.

    Exit codes: 0 done; 1 suspects at or above --fail-on; 2 bad input; 3 not one film.
    """
    from poisonkit.compute import Compute
    from poisonkit.stages.screen import screen
    from poisonkit.workflows.screening import Posting
    from poisonkit.workflows.sparing import spare
    from poisonkit_cli import screening

    run, clean = screening.asked(inputs, model, reference, fit)
    asked, source = screening.opened(run, clean, look, order | {"seed": seed}, console)
    posting = Posting(
        run=asked,
        screeners=screeners,
        seed=seed,
        compute=Compute.choose(device, precision),
    )
    if fit:
        card = posting.fit(source, out, console.tell, force=force)
        console.result(learned(card, out), asdict(card))
        return
    live = inputs == (screening.LINES,)
    spare(out, run, clean, *(() if live else inputs))
    films = screening.found_in(inputs, out, force=force)
    guard, card = posting.guard(source, console.tell, force=force)
    found = screen(
        guard,
        card,
        screening.arriving(films, card, order, console, live=live),
        out,
        alpha=alpha,
        told=screening.teller(console, live=live),
        force=force,
    )
    _conclude(ctx, found, out, fail_on, console, live=live)


def _conclude(
    ctx: click.Context,
    found: Screening,
    out: Path,
    fail_on: str | None,
    console: Console,
    *,
    live: bool,
) -> None:
    """Print the summary; exit with 1 for suspects, with 3 if nothing was a film."""
    from poisonkit.finding import Severity

    if live:
        console.tell(summary(found))
    else:
        text = f"{summary(found)}\n\nThe results: {out / 'scores.csv'}"
        console.result(text, asdict(found))
    if found.films == found.unread:
        ctx.exit(_NOTHING)
    if fail_on and found.worst and Severity(found.worst).at_least(Severity(fail_on)):
        ctx.exit(_SUSPECTS)
