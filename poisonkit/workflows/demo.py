"""The main job on made-up films: poison, train, audit, clean, retrain, screen.

Every number it returns is computed in that run; the audits are told nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from poisonkit.files import write_json, writing_folder
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.workflows.demonstration import Stage
from poisonkit.workflows.play import Play

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.workflows.demonstration import Demonstration


def run_demo(
    out: Path,
    *,
    compute: Compute,
    seed: int = 0,
    force: bool = False,
    stage: Stage | None = None,
) -> Demonstration:
    """Do the main job once in the folder *out*."""
    stage = stage or Stage()
    watch = Stopwatch()
    with writing_folder(out, force=force) as folder:
        play = Play(folder=folder, compute=compute, seed=seed, stage=stage)
        done = play.run(out)
        watch.lap("demo")
        write_json(folder / "demo.json", _summary(done))
        write_run_record(folder, "demo", watch, seed=seed, compute=asdict(compute))
    return done


def _summary(done: Demonstration) -> dict[str, Any]:
    return {
        "models": done.measures,
        "audits": {
            name: {"summary": audited.record.summary, **asdict(audited.grade)}
            for name, audited in (
                ("poisoned", done.poisoned),
                ("control", done.control),
            )
        },
        "removed": done.removed,
        "arrived": {kind: asdict(count) for kind, count in done.arrived.items()},
    }
