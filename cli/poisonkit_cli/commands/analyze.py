"""``poisonkit analyze``: figures of how a model gives way to an attack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import modeloptions, options, sourceoptions

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("run", type=options.PATH)
@click.argument("src", type=options.PATH)
@click.option("--out", type=options.PATH, required=True, help="Folder for the figures.")
@click.option(
    "--attack",
    default="pgd",
    show_default=True,
    metavar="SPEC",
    help="How films are attacked; see `list attacks`.",
)
@click.option(
    "--eps",
    metavar="SHARE",
    help="Strength, such as 0.3/255; default: 1/255, or what SPEC says.",
)
@click.option(
    "--objective",
    default="untargeted",
    show_default=True,
    metavar="SPEC",
    help="Which decisions shall change; see `list objectives`.",
)
@click.option(
    "--analysis",
    "analyses",
    multiple=True,
    metavar="SPEC",
    help="Only this one (repeatable); see `list analyses`.",
)
@click.option(
    "--images",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="Held-out films, at most; which follows from the seed.",
)
@modeloptions.model
@sourceoptions.source
@options.device
@options.seed
@options.force
@options.console
def command(
    run: Path,
    src: Path,
    out: Path,
    attack: str,
    eps: str | None,
    objective: str,
    analyses: tuple[str, ...],
    images: int,
    look: dict[str, Any],
    order: dict[str, Any],
    device: str,
    seed: int,
    *,
    force: bool,
    console: Console,
) -> None:
    r"""Draw how a model gives way to an attack.

    Held-out films of SRC (.h5 or a folder) are attacked, and each analysis compares
    them with the films as they were: a figure (PNG and SVG), a table (CSV), and its
    numbers in DIR/analysis.json.  eps is in pixel units of [0, 1].

    \b
    poisonkit analyze run data.h5 --out analyzed --eps 1/255
    """
    from poisonkit.attacking.inquiry import Inquiry
    from poisonkit.attacking.trials import strength_of
    from poisonkit.checkpoint import place_of
    from poisonkit.compute import Compute
    from poisonkit.stages.analyze import analyze
    from poisonkit.workflows.sparing import spare
    from poisonkit_cli.analysistable import analysis_table

    inquiry = Inquiry(
        attack=strength_of(attack, eps),
        objective=objective,
        analyses=analyses,
        images=images,
        seed=seed,
    )
    compute = Compute.choose(device, "fp32")
    model, source = modeloptions.with_films(run, look, src, order, console)
    spare(out, place_of(model), src)
    with source.for_now() as data:
        told = analyze(
            model,
            data,
            out,
            inquiry,
            compute=compute,
            force=force,
            progress=console.progress,
        )
    console.result(analysis_table(told, out), told)
