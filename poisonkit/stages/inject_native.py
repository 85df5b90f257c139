"""A folder in; a poisoned copy in the same formats, and the truth about it, out."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from poisonkit.dataset import dataset_digest
from poisonkit.errors import BadParameterError
from poisonkit.files import writing, writing_folder
from poisonkit.lineage import digest_file
from poisonkit.manifest import manifest_path
from poisonkit.poisoning.batch import Batch, Job
from poisonkit.poisoning.guarding import check_places
from poisonkit.poisoning.marking import mark_all
from poisonkit.poisoning.natively import Natively
from poisonkit.poisoning.sampling import sample_of, untouched
from poisonkit.poisoning.telling import manifest_of, relabelled
from poisonkit.poisoning.tree import write_labels
from poisonkit.preparation import Preparation
from poisonkit.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset
    from poisonkit.manifest import Manifest
    from poisonkit.planning import Plan
    from poisonkit.poisoning.batch import Done
    from poisonkit.poisoning.tree import Origin
    from poisonkit.progress import Progress


def inject_native(
    origin: Origin,
    destination: Path,
    plan: Plan,
    *,
    force: bool = False,
    progress: Progress = silent,
) -> Manifest:
    """Poison the planned films of a folder in a copy, each in its own format.

    The copy appears last, and every poisoned DICOM file in it bears the digest of the
    manifest.
    """
    check_places(origin.folder, destination)
    truth = manifest_path(destination)
    with ExitStack() as stack:
        part = stack.enter_context(
            writing_folder(destination, force=force, proof=truth)
        )
        file = stack.enter_context(writing(truth, force=force))
        table = stack.enter_context(writing(truth.with_suffix(".csv"), force=force))
        manifest = _told(origin.data, plan, _poison(origin, plan, part, progress))
        manifest.write(file, table)
        mark_all(part, [sample.id for sample in manifest.samples], digest_file(file))
        origin.carry_over(part, progress)
        write_labels(part, origin.data, relabelled(origin.data, manifest.samples))
    return manifest


def _poison(origin: Origin, plan: Plan, part: Path, progress: Progress) -> list[Done]:
    """Write the planned films with their triggers below *part*."""
    data, preparation = origin.data, Preparation.of(origin.data.preprocessing)
    batch = Batch(
        films=Natively(folder=origin.folder, preparation=preparation),
        attempts=plan.attempts,
        scope=plan.scope,
        folder=part,
    )
    jobs = [
        Job(number=number, name=data.ids[plan.rows[number]], plant=plant)
        for number, plant in enumerate(plan.plants)
        if plan.attempts[plant].trigger
    ]
    done = []
    with progress("stamping", len(jobs)) as advance:
        for each in batch.run(jobs, origin.copying.workers):
            done.append(each)
            advance()
    return done


def _told(data: CxrDataset, plan: Plan, found: list[Done]) -> Manifest:
    """Return the manifest of what was written, or refuse an injection of nothing."""
    digests, samples = list(data.digests), untouched(data, plan)
    for done in found:
        if done.effect and not done.effect.nothing:
            samples.append(sample_of(data, plan, done.number, done.effect))
            digests[samples[-1].row] = done.row_digest
    samples.sort(key=lambda sample: sample.row)
    unwritten = [
        data.ids[plan.rows[done.number]] for done in found if done.effect is None
    ]
    if not samples:
        raise BadParameterError(_nothing(plan, unwritten))
    labels = relabelled(data, samples)
    digest = dataset_digest(data.label_names, labels, data.ids, digests)
    return manifest_of(data, plan, samples, digest, unwritten)


def _nothing(plan: Plan, unwritten: list[str]) -> str:
    if unwritten:
        return (
            f"none of the {len(plan.rows)} chosen films could be written in its own "
            f"format, for example {unwritten[0]}; write to an .h5 instead"
        )
    return (
        f"{plan.attempts[0].trigger} leaves no trace in any of the {len(plan.rows)} "
        "chosen samples after preprocessing: they would not be poisoned"
    )
