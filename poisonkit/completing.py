"""From a course to the folder of a run, whole or not there."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from poisonkit.evaluation import clean_measures
from poisonkit.files import write_json, writing_folder
from poisonkit.learning import reserve_run
from poisonkit.progress import silent
from poisonkit.runrecord import Stopwatch, write_run_record

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.course import Course
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress


def complete(  # noqa: PLR0913 - course, data, place, and how it goes on
    course: Course,
    data: CxrDataset,
    run: Path,
    *,
    stage: str,
    resume: bool = False,
    force: bool = False,
    progress: Progress = silent,
) -> tuple[int, dict[str, Any]]:
    """Run the *course* on *data* and leave everything about it in the folder *run*.

    Returns which epoch was kept, and its metrics on held-out films of *data*.
    """
    tuner, watch = course.tuner, Stopwatch()
    with writing_folder(run, force=force) as folder:
        reserve_run(folder, tuner.model, data.labels, tuner.recipe.epochs)
        kept = course.run(folder, data.digest, progress, resume=resume)
        watch.lap(stage)
        metrics = clean_measures(tuner.model, data, tuner.compute)
        watch.lap("evaluate")
        course.checkpoint(folder)
        write_json(folder / "metrics.json", metrics)
        write_run_record(folder, stage, watch, compute=asdict(tuner.compute))
    return kept, metrics
