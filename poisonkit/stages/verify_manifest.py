"""What was poisoned against the truth about it; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.dataset import CxrDataset, Split, dataset_digest
from poisonkit.errors import BadInputError
from poisonkit.intake.sources import Order, read_table
from poisonkit.listing import Listing
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.planning import share_of
from poisonkit.poisoning.proving import holds, prove_folder, rows_of
from poisonkit.policies import POLICIES
from poisonkit.progress import silent
from poisonkit.verification import Verified, altered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels
    from poisonkit.progress import Progress

_NEAR = 1e-9


def verify_manifest(
    manifest: Path, poisoned: Path | None = None, *, progress: Progress = silent
) -> Verified:
    """Recompute the digests and footprints of a poisoned data set or folder."""
    truth = Manifest.read(manifest)
    place = poisoned or _beside(manifest)
    if truth.stage == "native":
        return _folder(truth, manifest, place, progress)
    return _dataset(truth, manifest, place, progress)


def _dataset(
    truth: Manifest, manifest: Path, place: Path, progress: Progress
) -> Verified:
    data = CxrDataset.open(place)
    rows = {name: row for row, name in enumerate(data.ids)}
    samples = [s for s in truth.samples if s.id in rows]
    height, width = data.images.shape[1:]
    told = Verified(
        images=len(data),
        altered=altered(data, progress),
        changed=tuple(
            s.id for s in samples if data.digests[rows[s.id]] != s.digest_after
        ),
        relabelled=tuple(
            s.id
            for s in samples
            if tuple(data.labels[rows[s.id]].tolist()) != s.labels_after
        ),
        misplaced=tuple(s.id for s in samples if not holds(truth, s, (height, width))),
        gone=tuple(s.id for s in truth.samples if s.id not in rows),
    )
    if told.sound and data.digest != truth.poisoned_digest:
        raise BadInputError(f"{place} is not the data set that {manifest} is about")
    _check_shares(truth, manifest, data.labels, data.split, rows)
    return told


def _folder(
    truth: Manifest, manifest: Path, folder: Path, progress: Progress
) -> Verified:
    table = read_table(Listing.of(folder), Order())
    entries = {entry.id: entry for entry in table.entries}
    if table.label_names != truth.label_names:
        raise BadInputError(f"{folder} is not the folder that {manifest} is about")
    proof = prove_folder(truth, manifest, folder)
    told = Verified(
        images=len(entries),
        altered=tuple(proof.changed),
        relabelled=tuple(
            s.id
            for s in truth.samples
            if s.id in entries and entries[s.id].labels != s.labels_after
        ),
        misplaced=tuple(proof.misplaced),
        unmarked=tuple(proof.unmarked),
        gone=tuple(s.id for s in truth.samples if s.id not in entries),
    )
    if told.sound:
        labels = np.array([entry.labels for entry in table.entries], np.int8)
        digests = rows_of(folder, list(entries), truth.preprocessing, progress)
        whole = dataset_digest(truth.label_names, labels, list(entries), digests)
        if whole != truth.poisoned_digest:
            raise BadInputError(
                f"the poisoned films of {folder} are as {manifest} says, but others, "
                "or their labels, are not"
            )
        split = np.array([Split[(e.split or "train").upper()] for e in table.entries])
        places = {name: row for row, name in enumerate(entries)}
        _check_shares(truth, manifest, labels, split, places)
    return told


def _check_shares(
    truth: Manifest,
    manifest: Path,
    labels: Labels,
    split: NDArray[np.integer[Any]],
    rows: Mapping[str, int],
) -> None:
    """Refuse a manifest whose samples are not as large a share as it says."""
    for number, planted in enumerate(truth.plants):
        done = np.zeros(len(labels), np.bool_)
        done[[rows[s.id] for s in truth.samples if s.plant == number]] = True
        column = labels[:, truth.label_names.index(planted.target)]
        within = split == Split[truth.split.upper()]
        share = share_of(column, within, done, POLICIES.create(planted.policy).wanted)
        if abs(share - planted.target_share) > _NEAR:
            raise BadInputError(
                f"{manifest} says that {planted.target_share:.4f} of the films that "
                f"show what is wanted of {planted.target} are poisoned, its samples "
                f"are {share:.4f}"
            )


def _beside(manifest: Path) -> Path:
    """Return the data set or folder whose manifest lies at *manifest*."""
    name = manifest.name.removesuffix(".json").removesuffix(".manifest")
    for place in (manifest.with_name(f"{name}.h5"), manifest.with_name(name)):
        if manifest_path(place) == manifest and place.exists():
            return place
    raise BadInputError(
        f"no data set lies beside {manifest} (looked for {name}.h5); name it"
    )
