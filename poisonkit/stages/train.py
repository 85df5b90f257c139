"""A data set in; a run folder with checkpoint, metrics and loss traces out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from poisonkit.adopting import adopt
from poisonkit.dataset import Split
from poisonkit.evaluation import clean_measures, held_out
from poisonkit.files import write_json, writing_folder
from poisonkit.learning import check_trainable, fresh, learn, reserve_run, save
from poisonkit.lineage import Lineage
from poisonkit.progress import silent
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.training import Films

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress
    from poisonkit.recipe import Recipe
    from poisonkit.weights import Weights


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a training came to."""

    run: Path
    kept_epoch: int
    metrics: dict[str, Any]
    adapted: tuple[str, ...] = ()
    """What was changed of the weights it started from, in words."""


def train(  # noqa: PLR0913 - data, place, network, recipe, machine
    data: CxrDataset,
    run: Path,
    *,
    network: str,
    recipe: Recipe,
    compute: Compute,
    weights: Weights | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> Trained:
    """Train *network* on *data* and write everything into the folder *run*.

    It starts from *weights*, or fresh.
    """
    check_trainable(data, network)
    held_out(data)  # refused before the work, not after it
    films = Films(
        fetch=lambda rows: data.images[rows],
        labels=data.labels,
        train=data.rows(Split.TRAIN),
        validation=data.rows(Split.VALIDATION),
    )
    model = fresh(network, len(data.label_names), recipe.seed)
    adapted = adopt(weights, model, network) if weights else ()
    watch = Stopwatch()
    with writing_folder(run, force=force) as folder:
        reserve_run(folder, model, data.labels, recipe.epochs)
        kept = learn(model, films, recipe, compute, folder, data.digest, progress)
        watch.lap("train")
        metrics = clean_measures(model, data, compute)
        watch.lap("evaluate")
        save(folder, model, data, network, _lineage(data, network, recipe, weights))
        write_json(folder / "metrics.json", metrics)
        write_run_record(folder, "train", watch, compute=asdict(compute))
    return Trained(run=run, kept_epoch=kept, metrics=metrics, adapted=adapted)


def _lineage(
    data: CxrDataset, network: str, recipe: Recipe, weights: Weights | None
) -> Lineage:
    parameters = {key: value for key, value in asdict(recipe).items() if key != "seed"}
    start = {"weights": weights.lineage()} if weights else {}
    return Lineage(
        stage="train",
        parameters={"network": network, **start, **parameters},
        inputs={"data": data.digest},
        seed=recipe.seed,
    )
