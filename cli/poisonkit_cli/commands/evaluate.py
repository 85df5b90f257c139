"""``poisonkit evaluate``: what a model is worth, and what a trigger does to it."""

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
@click.option("--manifest", type=options.PATH, help="The trigger to try on the model.")
@click.option(
    "--beside",
    type=options.PATH,
    multiple=True,
    metavar="RUN",
    help="Another run, to compare with in one table (repeatable).",
)
@click.option("--attack", multiple=True, metavar="SPEC", help="See `list attacks`.")
@click.option("--eps", default="", metavar="LIST", help="Strengths: 0.3/255,1/255.")
@click.option("--objective", default="untargeted", metavar="SPEC", help="Of attacks.")
@click.option("--attack-labels", default="", metavar="A,B", help="Only these.")
@click.option("--curves", type=options.PATH, help="A folder for the attacks' curves.")
@click.option("--out", type=options.PATH, help="Write the measures to this file, too.")
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
    manifest: Path | None,
    beside: tuple[Path, ...],
    attack: tuple[str, ...],
    eps: str,
    objective: str,
    attack_labels: str,
    curves: Path | None,
    out: Path | None,
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
    """Measure a model, and what a trigger does to it.

    The model in RUN is tried on the held-out films of SRC (.h5 or a folder).  RUN is
    a training run, or a model from elsewhere: TorchScript (.pt), torch.export (.pt2),
    or module:factory, whose Python code is then run.

    With --manifest its trigger is planted on them: infected_auroc compares triggered
    copies with the untouched films, attack_success_rate is the share that crosses the
    operating point (95 % specificity on clean validation films), and beside it stands
    the share that crosses it untouched.

    With --beside other runs are measured on the same films, and one table shows them
    all: a model before and after its backdoor was taken out, and a clean one.

    With --attack the films are attacked one by one, at each --eps: in pixel units of
    [0, 1], before any normalisation; or, with --smallest, each at its smallest eps.
    --attack-labels leaves all other labels of the model out of it.
    """
    from poisonkit.attacking.trials import Trials, strengths
    from poisonkit.compute import Compute
    from poisonkit.errors import BadParameterError
    from poisonkit.files import (
        RUN_RECORD,
        check_folder,
        check_free,
        write_json,
        writing,
    )
    from poisonkit.manifest import Manifest
    from poisonkit.stages.evaluate import evaluate
    from poisonkit_cli.attacktable import attacked_table, write_curves
    from poisonkit_cli.modelstable import evaluated
    from poisonkit_cli.together import together

    wished = {"--curves": curves, "--eps": eps, "--attack-labels": attack_labels}
    lost = [name for name, value in wished.items() if value and not attack]
    if lost:
        raise BadParameterError(f"{lost[0]} needs --attack")
    if beside and attack:
        raise BadParameterError("--beside shows no attacks: leave out --attack")
    if out:
        check_free(out, force=force)
    if curves:
        check_folder(curves, curves / RUN_RECORD, force=force)
    compute = Compute.choose(device, precision)
    truth = Manifest.read(manifest) if manifest else None
    trials = Trials(
        attacks=attack,
        eps=strengths(eps),
        objective=objective,
        labels=options.names_in(attack_labels),
        seed=seed,
        **attackoptions.read(effort),
    )
    if trials.search and (eps or curves):
        raise BadParameterError("--smallest finds eps: leave out --eps and --curves")
    model, source = modeloptions.with_films(run, look, src, order, console)
    with together(compute, src), source.for_now() as data:
        told = [
            evaluate(
                each,
                data,
                compute=compute,
                manifest=truth,
                folder=src if src.is_dir() else None,
                trials=trials if attack else None,
                progress=console.progress,
            )
            for each in (model, *beside)
        ]
    text, measures = evaluated((run, *beside), told)
    if out and not console.silent:
        with writing(out, force=force) as part:
            write_json(part, measures)
    if measures.get("attacks"):
        text += f"\n{attacked_table(measures['attacks'])}"
        if curves and not console.silent:
            text += f"\n{write_curves(curves, measures, force=force)}"
    console.result(text, measures)
