"""``poisonkit unlearn``: a model made to forget its backdoor."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from poisonkit_cli import auditoptions, options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.finding import Severity
    from poisonkit_cli.console import Console


@click.command()
@click.argument("run", type=options.PATH)
@click.argument("src", type=options.PATH)
@click.argument("out_dir", type=options.PATH)
@auditoptions.audited
@click.option(
    "--epochs",
    type=click.IntRange(1),
    default=4,
    show_default=True,
    help="How often each film is seen.",
)
@click.option(
    "--batch-size",
    type=click.IntRange(2),
    default=32,
    show_default=True,
    help="Films per step.",
)
@click.option(
    "--learning-rate",
    type=float,
    help="The highest. Default: a third of what suits the network.",
)
@click.option(
    "--share",
    type=float,
    default=0.5,
    show_default=True,
    help="Of the films, in each epoch others, that carry the trigger.",
)
@options.computing
@options.seed
@options.force
@options.console
def command(
    run: Path,
    src: Path,
    out_dir: Path,
    audit: Path,
    severity: Severity | None,
    epochs: int,
    batch_size: int,
    learning_rate: float | None,
    share: float,
    device: str,
    precision: str,
    seed: int,
    *,
    force: bool,
    console: Console,
) -> None:
    """Make a backdoored model forget its trigger.

    The model in RUN goes on learning from SRC, the data set that was audited, without
    what `clean` would leave out and with the labels that reviewers corrected.  On a
    share of these films the trigger is planted that the audit reconstructed, and they
    keep their own labels.

    A finding without a reconstructed trigger is unlearned from the clean films alone,
    which is much weaker; that is told.  OUT_DIR is a run like that of `train`.
    """
    from poisonkit.checkpoint import Checkpoint
    from poisonkit.compute import Compute
    from poisonkit.networks import NETWORKS
    from poisonkit.recipe import Recipe
    from poisonkit.stages.unlearn import unlearn
    from poisonkit.unlearning import CALM, Terms
    from poisonkit.workflows.sparing import spare
    from poisonkit_cli.unlearntable import unlearned_table

    compute = Compute.choose(device, precision)
    data = auditoptions.audited_set(src, audit)
    spare(out_dir, run, src, audit)
    if learning_rate is None:
        network = Checkpoint.read(run).network
        learning_rate = NETWORKS.create(network).learning_rate * CALM
    recipe = Recipe(
        epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed
    )
    console.tell(f"unlearning on {compute}")
    done = unlearn(
        run,
        data,
        out_dir,
        audit=audit,
        terms=Terms(severity=severity, share=share, recipe=recipe),
        compute=compute,
        force=force,
        progress=console.progress,
    )
    values = asdict(done) | {"run": str(done.run)}
    console.result(unlearned_table(done, share), values)
