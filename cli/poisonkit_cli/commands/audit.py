"""``poisonkit audit``: whether a data set is poisoned, where, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import gate, modeloptions, options, sourceoptions

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("src", type=options.PATH)
@click.option("--out", type=options.PATH, required=True, help="Folder for the audit.")
@click.option(
    "--model",
    type=options.PATH,
    help="A run, .pt, .pt2 or module:factory trained on this data; default: a probe.",
)
@click.option(
    "--evidence",
    type=options.PATH,
    metavar="FILE",
    help="Predictions, activations ... of a model elsewhere, .npz; instead of a model.",
)
@click.option(
    "--reference",
    type=options.PATH,
    help="A few trusted films with labels, .h5 or a folder: sharpens the verdict.",
)
@click.option(
    "--detector",
    "detectors",
    multiple=True,
    metavar="SPEC",
    help="Only this one (repeatable); default: all but the deep ones.",
)
@click.option(
    "--deep",
    is_flag=True,
    help="Ask the model anew, film by film, as well: slow; the time is told before.",
)
@click.option(
    "--alpha",
    type=float,
    default=0.05,
    show_default=True,
    help="False-discovery rate from which a measurement is looked into.",
)
@click.option(
    "--since",
    type=options.PATH,
    metavar="DIR",
    help="An earlier audit: findings are about films that it has not seen; faster.",
)
@gate.gate
@click.option(
    "--canary",
    is_flag=True,
    help="Tell which triggers would be found: audit copies with known ones, too.",
)
@modeloptions.model
@sourceoptions.source
@options.computing
@options.seed
@options.force
@options.console
@click.pass_context
def command(
    ctx: click.Context,
    src: Path,
    out: Path,
    model: Path | None,
    evidence: Path | None,
    reference: Path | None,
    detectors: tuple[str, ...],
    alpha: float,
    since: Path | None,
    fail_on: str | None,
    suppressions: Path | None,
    look: dict[str, Any],
    order: dict[str, Any],
    device: str,
    precision: str,
    seed: int,
    *,
    deep: bool,
    canary: bool,
    force: bool,
    console: Console,
) -> None:
    """Look for poison in a data set.

    SRC is a data set (.h5) or a folder of radiographs with labels.csv.

    The folder OUT gets report.html (look there first), findings.json and scores.csv.

    Exit codes: 0 done; 1 findings at or above --fail-on; 2 bad input; 3 nothing could
    be audited.
    """
    from poisonkit.compute import Compute
    from poisonkit.stages.report import report
    from poisonkit.workflows.assignment import Assignment, chosen_detectors
    from poisonkit.workflows.auditing import run_audit
    from poisonkit_cli.together import own_place, together

    asked = model and modeloptions.run_of(model, look, src, order["size"], console)
    assignment = Assignment(
        detectors=chosen_detectors(detectors, deep=deep),
        model=asked,
        evidence=evidence,
        reference=reference,
        alpha=alpha,
        seed=seed,
        canary=canary,
        since=since,
        suppressions=gate.suppressions_in(suppressions),
    )
    source = sourceoptions.source_of(src, order | {"seed": seed}, console)
    compute = Compute.choose(device, precision)
    with together(compute, src), own_place(out) as place:
        record = run_audit(
            source,
            place,
            assignment,
            compute=compute,
            force=force,
            foretold=console.foretold,
        )
        form = "json" if console.as_json else "text"
        told = report(place, form)
    console.page(told)
    if not console.as_json:
        console.page(f"\nThe report: {out / 'report.html'}\n")
    gate.tell_unused(console, assignment.suppressions, record)
    gate.stop(ctx, record.worst(), fail_on)
