"""A data set in; a poisoned copy and the truth about it out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import h5py
import numpy as np

from poisonkit import __version__
from poisonkit.arrays import as_image, as_pixels
from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError, BadParameterError
from poisonkit.files import writing
from poisonkit.lineage import Lineage, digest_array
from poisonkit.manifest import Manifest, PoisonedSample, manifest_path
from poisonkit.planning import Attempt, Plan, target_share
from poisonkit.progress import silent
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels
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
        manifest = _manifest(data, CxrDataset.open(part), plan, samples)
        manifest.write(listing, table)
    return manifest


def _poison(
    data: CxrDataset, copy: Path, plan: Plan, progress: Progress
) -> list[PoisonedSample]:
    """Overwrite the rows of *copy* in which something is left of the trigger."""
    samples = []
    with (
        h5py.File(copy, "r+") as file,
        progress("stamping", len(plan.rows)) as advance,
    ):
        for row, labels in zip(plan.rows, plan.labels, strict=True):
            pixels, sample = _stamp(data, plan.attempt, row, labels)
            if sample.largest_change:
                file["images"][row] = pixels
                file["labels"][row] = labels
                file["digests"][row] = sample.digest_after
                if data.fingerprints:  # it is no longer what its file and table say
                    file["fingerprints"][row] = ""
                samples.append(sample)
            advance()
        file.attrs["lineage"] = _lineage(data, plan.attempt).text()
    if not samples:
        raise BadParameterError(
            f"{plan.attempt.trigger} leaves no trace in any of the {len(plan.rows)} "
            f"chosen samples: they would not be poisoned"
        )
    return samples


def _stamp(
    data: CxrDataset, attempt: Attempt, row: int, labels: NDArray[np.int8]
) -> tuple[Pixels, PoisonedSample]:
    """Return one sample with its trigger as it will be stored, and what changed."""
    before, name = np.asarray(data.images[row]), data.ids[row]
    trigger, image = attempt.make_trigger(), as_image(before)
    mask = trigger.footprint((*image.shape,), stream(attempt.seed, name))
    after = as_pixels(trigger.stamp(image, stream(attempt.seed, name)), before.dtype)
    change = np.abs(after.astype(np.int64) - before.astype(np.int64))
    return after, PoisonedSample(
        id=name,
        row=row,
        labels_before=tuple(data.labels[row].tolist()),
        labels_after=tuple(labels.tolist()),
        box=_box(mask),
        largest_change=int(change.max()),
        pixels_changed=int((change > 0).sum()),
        digest_before=data.digests[row],
        digest_after=digest_array(after),
    )


def _box(mask: Mask) -> tuple[int, int, int, int]:
    """Return top, left, height and width of what *mask* covers."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    return int(rows[0]), int(columns[0]), int(height), int(width)


def _lineage(data: CxrDataset, attempt: Attempt) -> Lineage:
    parameters = {key: value for key, value in asdict(attempt).items() if key != "seed"}
    return Lineage(
        stage="inject",
        parameters=parameters,
        inputs={"data": data.digest},
        seed=attempt.seed,
    )


def _manifest(
    source: CxrDataset,
    poisoned: CxrDataset,
    plan: Plan,
    samples: Sequence[PoisonedSample],
) -> Manifest:
    done = np.zeros(len(source), np.bool_)
    done[[sample.row for sample in samples]] = True
    return Manifest(
        **asdict(plan.attempt),
        target_share=target_share(source, plan.attempt, poisoned.labels, done),
        stage="stored",
        label_names=source.label_names,
        source_digest=source.digest,
        poisoned_digest=poisoned.digest,
        samples=tuple(samples),
        vanished=tuple(source.ids[row] for row in plan.rows if not done[row]),
        version=__version__,
    )
