"""Train on a data set or on a folder, which is then kept as a data set in the run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poisonkit.files import writing_folder
from poisonkit.stages.train import train
from poisonkit.workflows.sparing import spare

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.recipe import Recipe
    from poisonkit.stages.train import Going, Trained
    from poisonkit.weights import Weights
    from poisonkit.workflows.opening import Source


def run_training(  # noqa: PLR0913 - source, place, network, recipe, machine
    source: Source,
    run: Path,
    *,
    network: str,
    recipe: Recipe,
    compute: Compute,
    weights: Weights | None = None,
    going: Going | None = None,
    force: bool = False,
) -> Trained:
    """Train *network* on *source* and leave the whole run in the folder *run*."""
    spare(run, source.path)
    with writing_folder(run, force=force) as folder:
        data = source.open(folder / "data.h5")
        trained = train(
            data,
            folder / "run",
            network=network,
            recipe=recipe,
            compute=compute,
            weights=weights,
            going=going,
            force=force,
            progress=source.progress,
        )
        for file in trained.run.iterdir():
            file.rename(folder / file.name)
        trained.run.rmdir()
    if going:
        going.forget()
    return replace(trained, run=run)
