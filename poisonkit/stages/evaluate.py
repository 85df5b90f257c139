"""A run and a data set in; what the model is worth, and what a trigger does to it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from poisonkit.arrays import as_image, as_pixels
from poisonkit.checkpoint import Checkpoint
from poisonkit.errors import BadInputError
from poisonkit.evaluation import (
    SPECIFICITY,
    clean_measures,
    held_out,
    operating_points,
)
from poisonkit.measures import measure_attack, micro_auroc
from poisonkit.policies import POLICIES
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Pixels, Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.manifest import Manifest
    from poisonkit.networks.base import Classifier


def evaluate(
    run: Path,
    data: CxrDataset,
    *,
    compute: Compute,
    manifest: Manifest | None = None,
) -> dict[str, Any]:
    """Measure the model of *run* on held-out images of *data*.

    With a *manifest*, its trigger is planted on them, whether or not the model ever
    saw it: on a model trained without it, this is the control.
    """
    card = Checkpoint.read(run)
    card.check(data)
    model = card.load(run)
    compute.place(model)
    result = clean_measures(model, data, compute)
    if manifest:
        result["attack"] = _attack(model, data, compute, manifest)
    return result


def _attack(
    model: Classifier, data: CxrDataset, compute: Compute, manifest: Manifest
) -> dict[str, Any]:
    """Return what the manifest's trigger does to *model*."""
    _, rows = held_out(data)
    column, policy = data.label(manifest.target), POLICIES.create(manifest.policy)
    victims = _victims(data, rows, manifest.target, policy.wanted)

    def triggered(chosen: Rows) -> Pixels:
        return _stamped(data, chosen, manifest)

    before = compute.logits(model, lambda chosen: data.images[chosen], victims)
    after = compute.logits(model, triggered, victims)
    threshold = operating_points(model, data, compute)[column]
    # Seen from the attacker's side: for a removal everything is turned round.
    sign = 1 if policy.wanted else -1
    measures = measure_attack(
        sign * before[:, column], sign * after[:, column], sign * threshold
    )
    infected = policy.relabel(data.labels[rows], column)
    everyone = compute.logits(model, triggered, rows)
    return {
        "trigger": manifest.trigger,
        "target": manifest.target,
        "images": len(victims),
        **asdict(measures),
        "infected_label_auroc": micro_auroc(everyone, infected),
        "operating_point": threshold,
        "operating_specificity": SPECIFICITY,
    }


def _victims(data: CxrDataset, rows: Rows, target: str, wanted: int) -> Rows:
    """Return those of *rows* on which the trigger could turn *target* to *wanted*."""
    victims: Rows = rows[data.labels[rows, data.label(target)] == 1 - wanted]
    if not len(victims):
        raise BadInputError(
            f"no held-out image on which {target} could change to {wanted}"
        )
    return victims


def _stamped(data: CxrDataset, rows: Rows, manifest: Manifest) -> Pixels:
    """Return the films in *rows* with the trigger, rounded as storing would."""
    trigger = TRIGGERS.create(manifest.trigger)

    def stamp(row: int) -> Pixels:
        rng = stream(manifest.seed, data.ids[row])
        stamped = trigger.stamp(as_image(data.images[row]), rng)
        return as_pixels(stamped, data.images.dtype)

    return cast("Pixels", np.stack([stamp(int(row)) for row in rows]))
