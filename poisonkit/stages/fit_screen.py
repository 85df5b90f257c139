"""A model and clean films in; a guard out that can screen others."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from poisonkit.checkpoint import Checkpoint, model_digest
from poisonkit.lineage import Lineage
from poisonkit.preparation import Preparation
from poisonkit.progress import silent
from poisonkit.screening.division import Division
from poisonkit.screening.fitting import Lesson, usual_screeners
from poisonkit.screening.guardcard import GuardCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.arrays import Rows
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress
    from poisonkit.screening.guard import Guard


def fit_screen(  # noqa: PLR0913 - who, on what, how, by chance, where
    run: Run,
    reference: CxrDataset,
    *,
    screeners: Sequence[str] = (),
    without: Rows | None = None,
    seed: int = 0,
    compute: Compute,
    progress: Progress = silent,
) -> tuple[Guard, GuardCard]:
    """Learn what the clean films of *reference* do to the model of *run*.

    Their labels are not needed; where there are any, they have to be the model's.
    Nothing is learned of the patients of the rows *without*.
    """
    card = Checkpoint.read(run)
    check = card.check if reference.label_names else card.check_size
    check(reference)
    names = tuple(screeners) or usual_screeners()
    division = Division.of(reference, seed=seed, without=without)
    lesson = Lesson(
        model=card.load(run),
        images=reference.images,
        division=division,
        screeners=names,
        seed=seed,
    )
    guard = lesson.fit(compute, progress)
    inputs = {"model": model_digest(run), "reference": reference.digest}
    lineage = Lineage(
        stage="fit_screen",
        parameters={"screeners": list(names)},
        inputs=inputs,
        seed=seed,
    )
    return guard, GuardCard(
        model_digest=inputs["model"],
        label_names=card.label_names,
        preparation=asdict(Preparation.of(reference.preprocessing)),
        screeners=names,
        bank=len(division.bank),
        tuned=len(division.tuned),
        lineage=asdict(lineage),
    )
