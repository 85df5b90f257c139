"""A run and a data set in; figures of how the model gives way to an attack out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.analyses import ANALYSES
from poisonkit.attacking.material import material_of, scene_of
from poisonkit.attacking.outcome import outcome
from poisonkit.attacking.siege import Siege
from poisonkit.attacking.writing import write_outcome
from poisonkit.attacks import ATTACKS
from poisonkit.errors import BadInputError
from poisonkit.evaluation import held_out
from poisonkit.files import write_json, writing_folder
from poisonkit.lineage import Lineage
from poisonkit.objectives import OBJECTIVES
from poisonkit.progress import silent
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.analyses.base import Analysis, Scene
    from poisonkit.arrays import Rows
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress

SCHEMA = 1
REPORT = "analysis.json"


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What is done to films, and what is measured of it."""

    attack: str = "pgd"
    """A spec, such as ``pgd:eps=0.004``."""

    objective: str = "untargeted"
    analyses: tuple[str, ...] = ()
    """Specs; without any, every analysis that can be made."""

    images: int = 200
    """Held-out films, at most."""

    seed: int = 0


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
    attack = ATTACKS.create(inquiry.attack)
    objective = OBJECTIVES.create(inquiry.objective)
    members = _members(inquiry)
    siege = Siege.of(run, data, replace(compute, half=False), inquiry.seed)
    part, rows = _chosen(data, inquiry)
    able, skipped = _sorted_out(members, scene_of(siege, rows), inquiry)
    watch, batches = Stopwatch(), []
    with writing_folder(out, force=force) as folder:
        with progress("attacking", len(rows)) as advance:
            for batch in siege.run(attack, objective, rows):
                batches.append(batch)
                advance(len(batch.rows))
        material = material_of(siege, batches)
        watch.lap("attack")
        with progress("analyzing", len(able), "analyses") as advance:
            found = {}
            for name, member in able.items():
                found[name] = write_outcome(folder, name, member.measure(material))
                watch.lap(name)
                advance()
        told = {
            "schema": SCHEMA,
            "split": part,
            "attack": {
                "attack": inquiry.attack,
                "objective": inquiry.objective,
                **outcome(batches, data.labels[rows], data.label_names),
            },
            "analyses": found,
            "skipped": skipped,
            "lineage": _lineage(siege, inquiry),
        }
        write_json(folder / REPORT, told)
        write_run_record(folder, "analyze", watch, model=siege.name)
    return told


def _members(inquiry: Inquiry) -> dict[str, Analysis]:
    """Return the analyses by name; one that is asked for twice is made once."""
    specs = inquiry.analyses or tuple(ANALYSES.modules())
    return {Spec.parse(spec).name: ANALYSES.create(spec) for spec in specs}


def _chosen(data: CxrDataset, inquiry: Inquiry) -> tuple[str, Rows]:
    """Return some held-out films, drawn by the seed, in their order."""
    part, rows = held_out(data)
    count = min(inquiry.images, len(rows))
    drawn = np.random.default_rng(inquiry.seed).choice(rows, count, replace=False)
    return part, np.sort(drawn)


def _sorted_out(
    members: dict[str, Analysis], scene: Scene, inquiry: Inquiry
) -> tuple[dict[str, Analysis], list[dict[str, str]]]:
    """Return what can be made, and why the rest cannot; refuse if it was asked for."""
    whys = {name: member.obstacle(scene) for name, member in members.items()}
    able = {name: member for name, member in members.items() if not whys[name]}
    skipped = [{"analysis": name, "reason": why} for name, why in whys.items() if why]
    if skipped and (inquiry.analyses or not able):
        first = skipped[0]
        raise BadInputError(f"{first['analysis']} cannot be made: {first['reason']}")
    return able, skipped


def _lineage(siege: Siege, inquiry: Inquiry) -> dict[str, Any]:
    lineage = Lineage(
        stage="analyze",
        parameters={"images": inquiry.images, "analyses": list(inquiry.analyses)},
        inputs={"data": siege.data.digest, "model": siege.name},
        seed=inquiry.seed,
    )
    return asdict(lineage)
