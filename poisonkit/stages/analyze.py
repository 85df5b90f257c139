"""A run and a data set in; figures of how the model gives way to an attack out."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from poisonkit.attacking.material import material_of, scene_of
from poisonkit.attacking.outcome import outcome
from poisonkit.attacking.siege import Siege
from poisonkit.attacking.writing import write_outcome
from poisonkit.attacks import ATTACKS
from poisonkit.checkpoint import model_digest, model_for
from poisonkit.files import write_json, writing_folder
from poisonkit.lineage import Lineage
from poisonkit.objectives import OBJECTIVES
from poisonkit.progress import silent
from poisonkit.runrecord import Stopwatch, write_run_record

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.analyses.base import Analysis, Material
    from poisonkit.attacking.attacked import Attacked
    from poisonkit.attacking.inquiry import Inquiry
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Advance, Progress

SCHEMA = 1
REPORT = "analysis.json"


def analyze(  # noqa: PLR0913 - run, data, place, inquiry, machine
    run: Run,
    data: CxrDataset,
    out: Path,
    inquiry: Inquiry,
    *,
    compute: Compute,
    force: bool = False,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Attack held-out films of *data*, and write figures, tables and ``analysis.json``.

    An analysis that was asked for by name and cannot be made is refused before the
    work; of all others the reason is told.  All is computed in float32.
    """
    members = inquiry.members()
    method = ATTACKS.create(inquiry.attack), OBJECTIVES.create(inquiry.objective)
    exact, watch = replace(compute, half=False), Stopwatch()
    model = model_for(run, data)
    exact.place(model)
    with writing_folder(out, force=force) as folder:
        siege = Siege.of(model, data, exact, inquiry.seed)
        part, rows = inquiry.films(data)
        able, skipped = inquiry.sort_out(members, scene_of(siege, rows))
        with progress("attacking", len(rows)) as advance:
            batches = [_counted(each, advance) for each in siege.run(*method, rows)]
        material = material_of(siege, batches)
        watch.lap("attack")
        told = {
            "schema": SCHEMA,
            "split": part,
            "attack": {
                "attack": inquiry.attack,
                "objective": inquiry.objective,
                **outcome(batches, data.labels[rows], data.label_names),
            },
            "analyses": _measured(able, material, folder, watch, progress),
            "skipped": skipped,
            "lineage": _lineage(run, data, inquiry),
        }
        write_json(folder / REPORT, told)
        write_run_record(folder, "analyze", watch, model=model_digest(run))
    return told


def _counted(batch: Attacked, advance: Advance) -> Attacked:
    advance(len(batch.rows))
    return batch


def _measured(
    members: dict[str, Analysis],
    material: Material,
    folder: Path,
    watch: Stopwatch,
    progress: Progress,
) -> dict[str, Any]:
    """Make one analysis after the other, and write what each found."""
    found = {}
    with progress("analyzing", len(members), "analyses") as advance:
        for name, member in members.items():
            found[name] = write_outcome(folder, name, member.measure(material))
            watch.lap(name)
            advance()
    return found


def _lineage(run: Run, data: CxrDataset, inquiry: Inquiry) -> dict[str, Any]:
    lineage = Lineage(
        stage="analyze",
        parameters={
            "attack": inquiry.attack,
            "objective": inquiry.objective,
            "images": inquiry.images,
            "analyses": list(inquiry.analyses),
        },
        inputs={"data": data.digest, "model": model_digest(run)},
        seed=inquiry.seed,
    )
    return asdict(lineage)
