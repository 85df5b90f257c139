"""A suspected data set in; a network that learned whatever is in it, poison too."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
from torch import nn

from poisonkit.canary import Canaries
from poisonkit.dataset import Split
from poisonkit.eyes import CanaryResult, eyes_from
from poisonkit.files import write_json, writing_folder
from poisonkit.learning import check_trainable, fresh, reserve_run, save, tuner_of
from poisonkit.lineage import Lineage
from poisonkit.networks import NETWORKS
from poisonkit.progress import silent
from poisonkit.recipe import Recipe
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.traces import TraceWriter
from poisonkit.training import Films, epochs

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.networks.base import Classifier
    from poisonkit.progress import Progress

NETWORK = "small_cnn"
FIRST, MORE = 12, 6
"""Epochs of the first round, and of each further one."""

ROUNDS = 3
_ENOUGH = 0.02
"""Training ends with the round after which canaries of this rate are seen."""

_WELL = 0.95
"""AUROC to which they must be."""

_HELD_OUT = 0.15
"""Share of the patients kept from training where the data have no other split."""


@dataclass(frozen=True, kw_only=True)
class Probed:
    """A trained probe and what it can see."""

    run: Path
    canaries: tuple[CanaryResult, ...]
    eyes_from: float | None
    """The rate from which up it learned every canary; None: it is blind."""


def train_probe(  # noqa: PLR0913 - data, place, seed, machine
    data: CxrDataset,
    run: Path,
    *,
    compute: Compute,
    seed: int = 0,
    force: bool = False,
    progress: Progress = silent,
) -> Probed:
    """Train a network on *data* until it sees its canaries, or tell that it does not.

    No augmentation and no early stop on clean AUROC: both keep a network from learning
    just what an audit looks for.
    """
    check_trainable(data, NETWORK)
    train, held_out = _parts(data, seed)
    canaries = Canaries.draw(data, train, seed)
    films = _films(data, canaries, train)
    model = fresh(NETWORK, films.labels.shape[1], seed)
    with writing_folder(run, force=force) as folder:
        reserve_run(folder, model, data.labels, FIRST + ROUNDS * MORE)
        watch = Stopwatch()
        with TraceWriter(folder, data.digest) as traces:
            for turn in range(ROUNDS):
                recipe = _recipe(turn, seed)
                tuner = tuner_of(model, films, recipe, compute)
                for epoch in epochs(tuner, films, compute, progress):
                    traces.write(epoch.traces[:, : data.labels.shape[1]])
                results = canaries.ask(model, compute, held_out)
                if _taught(results):
                    break
        watch.lap("probe")
        _drop_canaries(model, data.labels.shape[1])
        lineage = Lineage(stage="probe", inputs={"data": data.digest}, seed=seed)
        save(folder, model, data, NETWORK, lineage)
        write_json(folder / "canaries.json", [asdict(result) for result in results])
        write_run_record(folder, "probe", watch, compute=asdict(compute))
    return Probed(run=run, canaries=results, eyes_from=eyes_from(results))


def _films(data: CxrDataset, canaries: Canaries, train: Rows) -> Films:
    """Return what the probe learns from: the data with the canaries in it."""
    return Films(
        fetch=canaries.fetch,
        labels=canaries.labels(),
        train=train,
        validation=np.array([], np.int64),
        patients=data.patient_numbers,
    )


def _parts(data: CxrDataset, seed: int) -> tuple[Rows, Rows]:
    """Return rows to train on and rows to keep: the data's own splits if it has any."""
    train = data.rows(Split.TRAIN)
    rest = np.setdiff1d(np.arange(len(data)), train)
    if len(rest):
        return train, rest
    patients = np.unique(data.patient_numbers)
    kept = max(1, round(_HELD_OUT * len(patients)))
    chosen = np.random.default_rng(seed).choice(patients, kept, replace=False)
    out = np.isin(data.patient_numbers, chosen)
    return train[~out[train]], np.flatnonzero(out)


def _taught(results: tuple[CanaryResult, ...]) -> bool:
    """Return whether the canaries that matter were learned, not merely half."""
    return all(
        result.auroc is not None and result.auroc >= _WELL
        for result in results
        if result.rate >= _ENOUGH
    )


def _recipe(turn: int, seed: int) -> Recipe:
    rate = NETWORKS.load(NETWORK).learning_rate
    return Recipe(
        epochs=MORE if turn else FIRST,
        batch_size=32,
        learning_rate=rate / 3 if turn else rate,
        # Another permutation in every round.
        seed=seed * ROUNDS + turn,
    )


def _drop_canaries(model: Classifier, n_labels: int) -> None:
    """Cut the canaries' outputs off *model*."""
    head = nn.Linear(model.head.in_features, n_labels).to(model.head.weight.device)
    head.weight.data = model.head.weight.data[:n_labels].clone()
    head.bias.data = model.head.bias.data[:n_labels].clone()
    model.head = head
