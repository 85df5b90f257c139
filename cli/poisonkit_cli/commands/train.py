"""``poisonkit train``: a classifier of many labels, clean or backdoored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from poisonkit_cli import options, sourceoptions

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
@click.option(
    "--epochs",
    type=click.IntRange(1),
    default=12,
    show_default=True,
    help="How often each film is seen.",
)
@click.option(
    "--batch-size",
    type=click.IntRange(2),
    default=64,
    show_default=True,
    help="Films per step.",
)
@click.option("--learning-rate", type=float, help="Default: what suits the network.")
@click.option(
    "--keep",
    type=click.Choice(["best", "last"]),
    default="last",
    show_default=True,
    help="Weights of the best epoch by validation AUROC, or of the last.",
)
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
    epochs: int,
    batch_size: int,
    learning_rate: float | None,
    keep: Literal["best", "last"],
    order: dict[str, Any],
    device: str,
    precision: str,
    seed: int,
    *,
    force: bool,
    console: Console,
) -> None:
    """Train a classifier of many labels.

    SRC is a data set (.h5) or a folder of radiographs with labels.csv.

    The run OUT_DIR holds the weights (safetensors), metrics.json, history.csv, and
    the loss of every film and label in every epoch.
    """
    from poisonkit.compute import Compute
    from poisonkit.networks import NETWORKS
    from poisonkit.recipe import Recipe
    from poisonkit.weights import Weights
    from poisonkit.workflows.training import run_training
    from poisonkit_cli.tables import auroc_table

    compute = Compute.choose(device, precision)
    if learning_rate is None:
        learning_rate = NETWORKS.create(network).learning_rate
    recipe = Recipe(
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        keep=keep,
        seed=seed,
    )
    start = Weights.read(weights) if weights else None
    console.tell(f"training {network} on {compute}")
    source = sourceoptions.source_of(src, order | {"seed": seed}, console)
    done = run_training(
        source,
        out_dir,
        network=network,
        recipe=recipe,
        compute=compute,
        weights=start,
        force=force,
    )
    for line in done.adapted:
        console.tell(f"weights, {line}")
    text = f"{auroc_table(done.metrics)}\nkept: epoch {done.kept_epoch}\n{out_dir}"
    console.result(text, {"kept_epoch": done.kept_epoch, **done.metrics})
