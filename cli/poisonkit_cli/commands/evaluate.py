"""``poisonkit evaluate``: what a model is worth, and what a trigger does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import options, sourceoptions

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("run", type=options.PATH)
@click.argument("src", type=options.PATH)
@click.option("--manifest", type=options.PATH, help="The trigger to try on the model.")
@click.option("--out", type=options.PATH, help="Write the measures to this file, too.")
@sourceoptions.source
@options.computing
@options.force
@options.console
def command(
    run: Path,
    src: Path,
    manifest: Path | None,
    out: Path | None,
    order: dict[str, Any],
    device: str,
    precision: str,
    *,
    force: bool,
    console: Console,
) -> None:
    """Measure a model, and what a trigger does to it.

    The model in RUN is tried on the held-out films of SRC (.h5 or a folder).

    With --manifest its trigger is planted on them: infected_auroc compares triggered
    copies with the untouched films, attack_success_rate is the share that crosses the
    operating point (95 % specificity on clean validation films), and beside it stands
    the share that crosses it untouched.
    """
    from poisonkit.checkpoint import Checkpoint
    from poisonkit.compute import Compute
    from poisonkit.files import write_json, writing
    from poisonkit.intake.sources import Order
    from poisonkit.manifest import Manifest
    from poisonkit.stages.evaluate import evaluate
    from poisonkit.workflows.opening import Source
    from poisonkit_cli.tables import attack_table, auroc_table

    compute = Compute.choose(device, precision)
    truth = Manifest.read(manifest) if manifest else None
    size = order["size"] or Checkpoint.read(run).size
    source = Source(
        path=src,
        order=Order(**order | {"size": size}),
        told=console.ingested,
        progress=console.progress,
    )
    with source.for_now() as data:
        folder = src if src.is_dir() else None
        measures = evaluate(run, data, compute=compute, manifest=truth, folder=folder)
    if out:
        with writing(out, force=force) as part:
            write_json(part, measures)
    text = auroc_table(measures)
    attacks = [measures[key] for key in ("attack",) if key in measures]
    for attack in [*attacks, *measures.get("more_attacks", ())]:
        text += f"\n{attack_table(attack)}"
    console.result(text, measures)
