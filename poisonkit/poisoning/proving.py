"""Whether what lies on disk is what a manifest says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.decoding import decode, original, read_bytes
from poisonkit.errors import UnreadableFileError
from poisonkit.lengths import needs_spacing, scaled
from poisonkit.lineage import digest_array, digest_file
from poisonkit.poisoning.change import box_of
from poisonkit.poisoning.marking import marked
from poisonkit.policies import POLICIES
from poisonkit.preparation import Preparation
from poisonkit.readers.base import Reading
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from poisonkit.manifest import Manifest
    from poisonkit.poison import Corners, PoisonedSample
    from poisonkit.progress import Progress

_ANY = Reading(any_modality=True)


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What of a manifest's samples does not hold: ids."""

    changed: list[str] = field(default_factory=list)
    """Not the pixels that were stored."""

    misplaced: list[str] = field(default_factory=list)
    """Not the footprint that the trigger has."""

    unmarked: list[str] = field(default_factory=list)
    """Without the mark of a rehearsal, or with another's."""


def prove_folder(truth: Manifest, place: Path, folder: Path) -> Proof:
    """Recompute what the manifest *truth* at *place* says of files below *folder*."""
    proof, digest = Proof(), digest_file(place)
    for sample in truth.samples:
        if not truth.plants[sample.plant].trigger:
            continue
        try:
            film = original(read_bytes(folder / sample.id), sample.id)
        except UnreadableFileError:
            proof.changed.append(sample.id)
            continue
        if film.digest != sample.digest_after:
            proof.changed.append(sample.id)
        height, width = film.shown.shape
        if not holds(truth, sample, (height, width), film.spacing):
            proof.misplaced.append(sample.id)
        if film.header is not None and marked(film.header) != digest:
            proof.unmarked.append(sample.id)
    return proof


def rows_of(
    folder: Path, names: Sequence[str], told: Mapping[str, Any], progress: Progress
) -> list[str]:
    """Return the digest that each film would have in a data set, made as *told*."""
    preparation, found = Preparation.of(told), []
    with progress("reading films", len(names)) as advance:
        for name in names:
            try:
                film = decode(read_bytes(folder / name), name, _ANY)
                found.append(digest_array(preparation.apply(film.pixels)))
            except UnreadableFileError:
                found.append("")
            advance()
    return found


def holds(
    truth: Manifest,
    sample: PoisonedSample,
    shape: tuple[int, int],
    spacing: float | None = None,
) -> bool:
    """Return whether the footprint lies where *sample* has it, on a film of *shape*."""
    return sample.box == _box(truth, sample, shape, spacing)


def _box(
    truth: Manifest,
    sample: PoisonedSample,
    shape: tuple[int, int],
    spacing: float | None,
) -> Corners:
    planted = truth.plants[sample.plant]
    if not planted.trigger:
        return box_of(np.zeros(shape, np.bool_))
    if POLICIES.create(planted.policy).perturbation and not truth.benign:
        return box_of(np.ones(shape, np.bool_))
    trigger = TRIGGERS.create(planted.trigger)
    if needs_spacing(trigger) and spacing:
        trigger = scaled(trigger, spacing)
    return box_of(trigger.footprint(shape, stream(truth.seed, sample.id)))
