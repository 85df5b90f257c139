"""A run and a data set in; what the model is worth, and what a trigger does to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from poisonkit.attacking.siege import Siege
from poisonkit.checkpoint import model_for
from poisonkit.errors import BadInputError
from poisonkit.evaluation import clean_measures
from poisonkit.poisoning.natively import Natively
from poisonkit.poisoning.obeying import obedience
from poisonkit.poisoning.planters import OnDataset, OnFiles
from poisonkit.policies import POLICIES
from poisonkit.preparation import Preparation
from poisonkit.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.attacking.trials import Trials
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.manifest import Manifest
    from poisonkit.poisoning.planters import Planter
    from poisonkit.progress import Progress


def evaluate(  # noqa: PLR0913 - run, data, machine, and what is tried on them
    run: Run,
    data: CxrDataset,
    *,
    compute: Compute,
    manifest: Manifest | None = None,
    folder: Path | None = None,
    trials: Trials | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Measure the model of *run* on held-out images of *data*.

    With a *manifest*, its trigger is planted on them, whether or not the model ever
    saw it: on a model trained without it, this is the control.  *folder* is what *data*
    was made from; a trigger that was planted on files needs it.  *trials* are attacks
    on single films, at test time.
    """
    model = model_for(run, data)
    compute.place(model)
    result = clean_measures(model, data, compute)
    if trials:
        exact = replace(compute, half=False)  # bfloat16 would round small changes away
        siege = Siege.of(model, data, exact, trials.seed)
        result["attacks"] = trials.run(siege, progress)
    if manifest is None:
        return result
    plant = _planter(data, manifest, folder)
    first, *others = (
        obedience(model, data, planted, plant, compute) for planted in manifest.plants
    )
    if first is None and manifest.trigger:
        wanted = POLICIES.create(manifest.policy).wanted
        raise BadInputError(
            f"no held-out image on which {manifest.target} could change to {wanted}"
        )
    found = {"attack": first, "more_attacks": [each for each in others if each]}
    return result | {name: value for name, value in found.items() if value}


def _planter(data: CxrDataset, manifest: Manifest, folder: Path | None) -> Planter:
    if manifest.stage == "stored":
        return OnDataset(data=data, seed=manifest.seed)
    if folder is None:
        raise BadInputError(
            "the trigger was planted on files: evaluate on their folder, not on an .h5"
        )
    films = Natively(folder=folder, preparation=Preparation.of(data.preprocessing))
    return OnFiles(data=data, seed=manifest.seed, films=films)
