"""``poisonkit explain``: what a model looked at on a film."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import modeloptions, options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("run", type=options.PATH)
@click.argument(
    "images", metavar="IMAGE...", nargs=-1, required=True, type=options.PATH
)
@click.option(
    "--out", type=options.PATH, required=True, help="Folder for the pictures."
)
@click.option(
    "--label",
    "labels",
    multiple=True,
    help="Explain this label (repeatable); default: the model's surest three.",
)
@click.option(
    "--method",
    default="hires_cam",
    show_default=True,
    metavar="SPEC",
    help="How to tell; see `list saliency`.",
)
@modeloptions.model
@options.computing
@options.force
@options.console
def command(
    run: Path,
    images: tuple[Path, ...],
    out: Path,
    labels: tuple[str, ...],
    method: str,
    look: dict[str, Any],
    device: str,
    precision: str,
    *,
    force: bool,
    console: Console,
) -> None:
    """Draw where a model looks on each IMAGE.

    IMAGE is DICOM, PNG or JPEG.  RUN is a training run, or the probe of an audit:
    AUDIT_DIR/probe, or a model from elsewhere, with NAME.json beside it: TorchScript
    (.pt) or torch.export (.pt2).

    What a detector, a trigger or a network is: poisonkit list FAMILY NAME.
    """
    from poisonkit.compute import Compute
    from poisonkit.stages.explain import explain
    from poisonkit.workflows.sparing import spare

    spare(out, run, *images)
    explained = explain(
        modeloptions.run_of(run, look, None, None, console),
        images,
        out,
        labels=labels,
        method=method,
        compute=Compute.choose(device, precision),
        force=force,
        progress=console.progress,
    )
    lines = [
        f"{one.image}: {one.label} {one.probability:.3f}, most at x = {one.peak[0]}, "
        f"y = {one.peak[1]}  {out / one.picture}"
        for one in explained
    ]
    console.result("\n".join(lines), [asdict(one) for one in explained])
