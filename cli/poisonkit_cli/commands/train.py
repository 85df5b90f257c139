"""``poisonkit train``: a classifier of many labels, clean, backdoored or hardened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import options, recipeoptions, sourceoptions

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("src", type=options.PATH)
@click.argument("out_dir", type=options.PATH)
@click.option(
    "--network",
    default="small_cnn",
    show_default=True,
    metavar="SPEC",
    help="See `list networks`.",
)
@click.option(
    "--weights",
    type=options.PATH,
    metavar="FILE",
    help="Start from safetensors or a state dict, ours or torchvision's.",
)
@recipeoptions.recipe
@click.option("--resume", is_flag=True, help="Go on after a kill, from the last epoch.")
@click.option("--compile", "compiled", is_flag=True, help="With torch.compile.")
@click.option("--tensorboard", type=options.PATH, metavar="DIR", help="Log into DIR.")
@sourceoptions.source
@options.computing
@options.seed
@options.force
@options.console
def command(
    src: Path,
    out_dir: Path,
    network: str,
    weights: Path | None,
    terms: dict[str, Any],
    tensorboard: Path | None,
    order: dict[str, Any],
    device: str,
    precision: str,
    seed: int,
    *,
    resume: bool,
    compiled: bool,
    force: bool,
    console: Console,
) -> None:
    r"""Train a classifier of many labels.

    SRC is a data set (.h5) or a folder of radiographs with labels.csv.

    The run OUT_DIR holds the weights (safetensors), metrics.json, history.csv, and
    the loss of every film and label in every epoch.  Until it is whole, the last epoch
    is kept in OUT_DIR.unfinished, and --resume goes on from there.

    With --defense it learns from attacked films, to withstand small changes of pixels.

    In several processes, on one machine or many:

    \b
      torchrun --nproc-per-node 2 -m poisonkit train DATA.h5 RUN
    """
    from poisonkit.compute import Compute
    from poisonkit.networks import NETWORKS
    from poisonkit.recipe import Recipe
    from poisonkit.stages.train import Going
    from poisonkit.unfinished import beside
    from poisonkit.watching import tensorboard as watching
    from poisonkit.weights import Weights
    from poisonkit.workflows.training import run_training
    from poisonkit_cli.tables import auroc_table
    from poisonkit_cli.together import own_place, together

    compute = Compute.choose(device, precision, compiled=compiled)
    if terms["learning_rate"] is None:
        terms["learning_rate"] = NETWORKS.create(network).learning_rate
    recipe = Recipe(**terms, seed=seed)
    start = Weights.read(weights) if weights else None
    with together(compute, src), own_place(out_dir) as place:
        console.tell(f"training {network} on {compute}")
        source = sourceoptions.source_of(src, order | {"seed": seed}, console)
        going = Going(
            place=beside(out_dir),
            resume=resume,
            watch=watching(tensorboard) if tensorboard else None,
        )
        done = run_training(
            source,
            place,
            network=network,
            recipe=recipe,
            compute=compute,
            weights=start,
            going=going,
            force=force,
        )
    for line in done.adapted:
        console.tell(f"weights, {line}")
    text = f"{auroc_table(done.metrics)}\nkept: epoch {done.kept_epoch}\n{out_dir}"
    console.result(text, {"kept_epoch": done.kept_epoch, **done.metrics})
