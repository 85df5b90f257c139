"""A data set in; a run folder with checkpoint, metrics and loss traces out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from poisonkit.adopting import adopt
from poisonkit.completing import complete
from poisonkit.course import Course
from poisonkit.evaluation import held_out
from poisonkit.learning import check_trainable, films_of, fresh, save, tuner_of
from poisonkit.lineage import Lineage
from poisonkit.progress import silent
from poisonkit.unfinished import Unfinished

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.course import Watcher
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
    going: Going | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> Trained:
    """Train *network* on *data* and write everything into the folder *run*.

    It starts from *weights*, or fresh; *going* says how to go on after a kill.
    """
    check_trainable(data, network)
    held_out(data)  # refused before the work, not after it
    films = films_of(data)
    model = fresh(network, len(data.label_names), recipe.seed)
    adapted = adopt(weights, model, network) if weights else ()
    lineage = _lineage(data, network, recipe, weights)
    going = going or Going()
    course = Course(
        tuner=tuner_of(model, films, recipe, compute),
        films=films,
        unfinished=going.unfinished(lineage, compute, force=force),
        checkpoint=lambda place: save(place, model, data, network, lineage),
        watch=going.watch,
    )
    kept, metrics = complete(
        course,
        data,
        run,
        stage="train",
        resume=going.resume,
        force=force,
        progress=progress,
    )
    return Trained(run=run, kept_epoch=kept, metrics=metrics, adapted=adapted)


@dataclass(frozen=True, kw_only=True)
class Going:
    """How a training goes on after it was cut off, and who looks on."""

    place: Path | None = None
    """The folder that keeps it between epochs; None: it is not kept."""

    resume: bool = False
    watch: Watcher | None = None

    def unfinished(
        self, lineage: Lineage, compute: Compute, *, force: bool
    ) -> Unfinished | None:
        """Return where a training of *lineage* is kept; refuse to lose another."""
        if not self.place:
            return None
        terms = {
            **lineage.parameters,
            "data": lineage.inputs["data"],
            "seed": lineage.seed,
            "device": compute.device.partition(":")[0],
            "half": compute.half,
        }
        kept = Unfinished(place=self.place, terms=terms)
        if not (self.resume or force):
            kept.check_free()
        return kept

    def forget(self) -> None:
        """Remove what was kept, once the run is whole."""
        if self.place:
            Unfinished(place=self.place, terms={}).remove()


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
