"""From a fresh network to the files of a run: what `train` and the probe share."""

from __future__ import annotations

import copy
import csv
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import Split
from poisonkit.errors import BadInputError
from poisonkit.files import reserve
from poisonkit.networks import NETWORKS
from poisonkit.traces import TraceWriter
from poisonkit.training import epochs

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Labels
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.lineage import Lineage
    from poisonkit.networks.base import Classifier
    from poisonkit.progress import Progress
    from poisonkit.recipe import Recipe
    from poisonkit.training import Epoch, Films


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


def learn(  # noqa: PLR0913, PLR0917 - what is trained, on what, how, where and whither
    model: Classifier,
    films: Films,
    recipe: Recipe,
    compute: Compute,
    folder: Path,
    data_digest: str,
    progress: Progress,
) -> int:
    """Train *model*, write traces and history; return the epoch that was kept."""
    keeper = _Keeper(best=recipe.keep == "best")
    with (
        TraceWriter(folder, data_digest) as traces,
        (folder / "history.csv").open("w", newline="", encoding="utf-8") as file,
    ):
        table = csv.writer(file)
        table.writerow(["epoch", "loss", "validation_auroc"])
        for epoch in epochs(model, films, recipe, compute, progress):
            traces.write(epoch.traces)
            table.writerow([epoch.number + 1, epoch.loss, epoch.validation_auroc])
            keeper.see(model, epoch)
    model.eval()
    return keeper.restore(model)


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


@dataclass
class _Keeper:
    """Holds the weights of the best epoch so far, if the best is wanted."""

    best: bool
    score: float = -1.0
    epoch: int = 0
    weights: dict[str, Any] = field(default_factory=dict)

    def see(self, model: Classifier, epoch: Epoch) -> None:
        """Look at one more epoch."""
        if not self.best:
            self.epoch = epoch.number + 1
        elif epoch.validation_auroc is None:
            raise BadInputError(
                "no validation AUROC to choose the best epoch by (too few validation "
                "images, or of one kind only); keep the last instead: --keep last"
            )
        elif epoch.validation_auroc > self.score:
            self.score, self.epoch = epoch.validation_auroc, epoch.number + 1
            self.weights = copy.deepcopy(model.state_dict())

    def restore(self, model: Classifier) -> int:
        """Put the best weights back; return their epoch, counted from one."""
        if self.best:
            model.load_state_dict(self.weights)
        return self.epoch
