"""A data set in; a poisoned copy and the truth about it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h5py
import numpy as np

from poisonkit.arrays import as_image, as_pixels
from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError, BadParameterError
from poisonkit.files import writing
from poisonkit.lineage import digest_array
from poisonkit.manifest import manifest_path
from poisonkit.poison import PoisonedSample
from poisonkit.poisoning.change import box_of, change
from poisonkit.poisoning.stamping import Stamp
from poisonkit.poisoning.telling import lineage_of, manifest_of
from poisonkit.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.attempts import Attempt, Scope
    from poisonkit.manifest import Manifest
    from poisonkit.planning import Plan
    from poisonkit.progress import Progress


def inject(
    data: CxrDataset,
    destination: Path,
    plan: Plan,
    *,
    force: bool = False,
    progress: Progress = silent,
) -> Manifest:
    """Copy *data* to *destination*, poison the planned rows, write the manifest.

    The poisoned set appears last: there is no moment at which it exists without the
    manifest that tells it from a real one.
    """
    if data.owns(destination):
        raise BadInputError(f"{destination} is the source; a source is never changed")
    truth = manifest_path(destination)
    with (
        writing(destination, force=force) as part,
        writing(truth, force=force) as listing,
        writing(truth.with_suffix(".csv"), force=force) as table,
    ):
        data.copy_to(part)
        samples = _poison(data, part, plan, progress)
        digest = CxrDataset.open(part).digest
        manifest = manifest_of(data, plan, samples, digest)
        manifest.write(listing, table)
    return manifest


def _poison(
    data: CxrDataset, copy: Path, plan: Plan, progress: Progress
) -> list[PoisonedSample]:
    """Overwrite the rows of *copy* in which something is left of the trigger."""
    scope, samples = plan.scope, []
    stamps = [_stamp(each, scope) for each in plan.attempts]
    with (
        h5py.File(copy, "r+") as file,
        progress("stamping", len(plan.rows)) as advance,
    ):
        images = file["images"]
        for number, plant in enumerate(plan.plants):
            pixels, sample = _stamped(data, stamps[plant], plan, number)
            if sample.largest_change:
                images[sample.row] = pixels
            if sample.largest_change or stamps[plant].trigger is None:
                samples.append(sample)
            advance()
        _tell(file, samples)
        file.attrs["lineage"] = lineage_of(data, plan).text()
    if not samples:
        raise BadParameterError(
            f"{plan.attempts[0].trigger} leaves no trace in any of the "
            f"{len(plan.rows)} chosen samples: they would not be poisoned"
        )
    return samples


def _stamp(attempt: Attempt, scope: Scope) -> Stamp:
    stamp = Stamp.of(attempt, scope.seed, benign=scope.benign)
    if stamp.in_header:
        raise BadInputError(
            f"{attempt.trigger} changes headers, which a data set has not: OUT must be "
            "a folder"
        )
    return stamp


def _tell(file: h5py.File, samples: Sequence[PoisonedSample]) -> None:
    """Write all columns of the *samples*, in order of their rows, at once."""
    rows = [sample.row for sample in samples]
    if not rows:
        return
    file["labels"][rows] = np.array([s.labels_after for s in samples], np.int8)
    file["digests"][rows] = [sample.digest_after for sample in samples]
    if "fingerprints" in file:  # they are no longer what their file and table say
        file["fingerprints"][rows] = [""] * len(rows)


def _stamped(
    data: CxrDataset, stamp: Stamp, plan: Plan, number: int
) -> tuple[Pixels, PoisonedSample]:
    """Return one sample with its trigger as it will be stored, and what changed."""
    row = plan.rows[number]
    before = np.asarray(data.images[row])
    image, footprint = stamp.on(as_image(before), data.ids[row])
    after = as_pixels(image, before.dtype)
    left = change(before, after)
    return after, PoisonedSample(
        id=data.ids[row],
        row=row,
        plant=plan.plants[number],
        labels_before=tuple(data.labels[row].tolist()),
        labels_after=tuple(plan.labels[number].tolist()),
        box=box_of(footprint),
        largest_change=left.largest_change,
        pixels_changed=left.pixels_changed,
        left=left,
        digest_before=data.digests[row],
        digest_after=digest_array(after) if left.pixels_changed else data.digests[row],
    )
