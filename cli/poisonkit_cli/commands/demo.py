"""``poisonkit demo``: the main job on made-up films, in a few minutes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from poisonkit_cli.console import Console


@click.command()
@click.option(
    "--out", type=options.PATH, default=Path("demo"), show_default=True, help="Folder."
)
@options.computing
@options.seed
@options.force
@options.console
def command(
    out: Path, device: str, precision: str, seed: int, *, force: bool, console: Console
) -> None:
    """See it work: poison, train, audit, clean, retrain, screen.

    Makes 1,500 synthetic chest films, plants a 3 x 3 trigger in some of them, trains a
    backdoored model and its clean twin, audits both data sets without being told,
    grades the audits, takes out what was found and trains again.  At last 40 films
    arrive at the backdoored model, some attacked, some with the trigger.
    """
    import json

    from poisonkit.compute import Compute
    from poisonkit.files import RUN_RECORD
    from poisonkit.workflows.demo import run_demo
    from poisonkit.workflows.demonstration import Stage
    from poisonkit_cli.demotable import demo_table

    started = time.monotonic()

    def say(text: str) -> None:
        console.tell(f"{time.monotonic() - started:4.0f} s  {text}")

    done = run_demo(
        out,
        compute=Compute.choose(device, precision),
        seed=seed,
        force=force,
        stage=Stage(progress=console.progress, say=say),
    )
    seconds = f"{time.monotonic() - started:.0f} seconds"
    values = json.loads((out / "demo.json").read_text(encoding="utf-8"))
    console.result(f"{demo_table(done)}\n\n{seconds}; {out / RUN_RECORD}", values)
