"""``poisonkit attack``: change films a little, so that a model errs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import attackoptions, modeloptions, options, sourceoptions

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("run", type=options.PATH)
@click.argument("src", type=options.PATH)
@click.argument("out", type=options.PATH)
@click.option(
    "--attack",
    default="pgd",
    show_default=True,
    metavar="SPEC",
    help="How; see `list attacks`.",
)
@click.option(
    "--objective",
    default="untargeted",
    show_default=True,
    metavar="SPEC",
    help="Which decisions shall change; see `list objectives`.",
)
@attackoptions.attacking
@modeloptions.model
@sourceoptions.source
@options.computing
@options.seed
@options.force
@options.console
def command(
    run: Path,
    src: Path,
    out: Path,
    attack: str,
    objective: str,
    effort: dict[str, Any],
    look: dict[str, Any],
    order: dict[str, Any],
    device: str,
    precision: str,
    seed: int,
    *,
    force: bool,
    console: Console,
) -> None:
    r"""Attack the held-out films of a data set.

    RUN is a training run, or a model from elsewhere: TorchScript (.pt), torch.export
    (.pt2), or module:factory, whose Python code is then run.

    Writes them to OUT.h5 with 16 bits, and to OUT.attack.csv whether each decision
    changed.  eps is in pixel units of [0, 1], before any normalisation: 0.004 is about
    one grey level of 255.

    With --smallest every film is attacked with the smallest eps that suffices, which
    becomes a column of OUT.attack.csv.

    \b
    poisonkit attack run data.h5 attacked.h5 --attack pgd:eps=0.004 \
        --objective disappear:label=Effusion
    """
    from poisonkit.compute import Compute
    from poisonkit.errors import BadInputError
    from poisonkit.stages.attack import Assault
    from poisonkit.stages.attack import attack as carry_out
    from poisonkit_cli.attacktable import attacked_table
    from poisonkit_cli.together import own_place, together

    if out.suffix != ".h5":
        raise BadInputError(f"{out}: give a name that ends in .h5")
    compute = Compute.choose(device, precision)
    model, source = modeloptions.with_films(run, look, src, order, console)
    assault = Assault(
        attack=attack, objective=objective, seed=seed, **attackoptions.read(effort)
    )
    with together(compute, src), own_place(out) as place, source.for_now() as data:
        told = carry_out(
            model,
            data,
            place,
            assault,
            compute=compute,
            force=force,
            progress=console.progress,
        )
    console.result(f"{attacked_table([told])}\n{out}", told)
