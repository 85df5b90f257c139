"""From a fresh network to the files of a run: what `train` and the probe share."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import torch

from poisonkit.augmentations import AUGMENTATIONS
from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import Split
from poisonkit.defenses import DEFENSES
from poisonkit.errors import BadInputError
from poisonkit.files import reserve
from poisonkit.networks import NETWORKS
from poisonkit.training import Films, check_enough
from poisonkit.tuning import Tuner

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.lineage import Lineage
    from poisonkit.networks.base import Classifier
    from poisonkit.recipe import Recipe


def check_trainable(data: CxrDataset, network: str) -> None:
    """Refuse data from which *network* could learn nothing."""
    if not data.label_names:
        raise BadInputError("the data set has no labels: there is nothing to learn")
    if len(set(data.patients)) == 1:
        raise BadInputError(
            "all images are of one patient: a model could not be told from one that "
            "knows the patient by heart"
        )
    if not len(data.rows(Split.TRAIN)):
        raise BadInputError("no image is in the training split")
    check_size(network, data.images.shape[1])


def check_size(network: str, size: int) -> None:
    """Refuse images of *size* pixels a side that *network* cannot look at."""
    member = NETWORKS.create(network)
    if size < member.smallest:
        raise BadInputError(
            f"{network} needs images of at least {member.smallest} pixels, these have "
            f"{size}"
        )
    if size % member.step:
        near = max(round(size / member.step) * member.step, member.smallest)
        raise BadInputError(
            f"{network} needs a multiple of {member.step} pixels, these have {size}; "
            f"ingest again with --size {near}"
        )


def fresh(network: str, n_labels: int, seed: int) -> Classifier:
    """Return an untrained classifier whose weights depend on *seed* alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return NETWORKS.create(network).build(n_labels)


def reserve_run(folder: Path, model: Classifier, labels: Labels, epochs: int) -> None:
    """Fail as a full disk does unless weights and loss traces fit into *folder*."""
    weights = sum(value.nbytes for value in model.state_dict().values())
    traces = epochs * labels.size * np.dtype(np.float16).itemsize
    reserve(folder / "run", weights + traces)


def films_of(data: CxrDataset) -> Films:
    """Return what there is to learn from in *data*."""
    return Films(
        fetch=lambda rows: data.images[rows],
        labels=data.labels,
        train=data.rows(Split.TRAIN),
        validation=data.rows(Split.VALIDATION),
        patients=data.patient_numbers,
    )


def tuner_of(
    model: Classifier, films: Films, recipe: Recipe, compute: Compute
) -> Tuner:
    """Return what takes the steps of *recipe* on *model*."""
    check_enough(films, recipe)
    return Tuner(
        model=model,
        recipe=recipe,
        compute=compute,
        defense=DEFENSES.create(recipe.defense),
        augmentations=[AUGMENTATIONS.create(spec) for spec in recipe.augment],
        positive_weights=_positive_weights(films, recipe),
        per_epoch=len(films.batches(recipe, 0)),
    )


def _positive_weights(films: Films, recipe: Recipe) -> NDArray[np.float32]:
    """Return how much a present label weighs: absent over present, if balanced."""
    labels = films.labels[films.train]
    present, absent = (labels == 1).sum(0), (labels == 0).sum(0)
    if recipe.class_weights == "none":
        return np.ones(labels.shape[1], np.float32)
    seen = (present > 0) & (absent > 0)
    return np.where(seen, absent / np.maximum(present, 1), 1).astype(np.float32)


def save(
    folder: Path, model: Classifier, data: CxrDataset, network: str, lineage: Lineage
) -> None:
    """Write the checkpoint of *model*, trained on *data*, into *folder*."""
    Checkpoint(
        network=network,
        label_names=data.label_names,
        size=int(data.images.shape[1]),
        data_digest=data.digest,
        lineage=asdict(lineage),
    ).save(folder, model)
