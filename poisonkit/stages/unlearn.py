"""A backdoored run, its data and their audit in; the run without the backdoor out.

The model goes on learning from the films that are left when the data are cleaned.  On
a share of them the trigger is planted that the audit reconstructed, and they keep their
own labels: so it ceases to tell anything.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from poisonkit.checkpoint import Checkpoint, model_digest
from poisonkit.completing import complete
from poisonkit.course import Course
from poisonkit.errors import BadInputError
from poisonkit.evaluation import held_out
from poisonkit.learning import check_trainable, films_of, save, tuner_of
from poisonkit.lineage import Lineage, digest_file
from poisonkit.patternfile import pattern_place, read_pattern
from poisonkit.progress import silent
from poisonkit.reviewing.cleaning import Cleaning
from poisonkit.unlearning import Planting

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress
    from poisonkit.unlearning import Terms

_NOWHERE = 255
"""The split of films that are left out: none."""


@dataclass(frozen=True, kw_only=True)
class Unlearned:
    """What an unlearning came to."""

    run: Path
    films: int
    """That it learned from."""

    left_out: int
    relabelled: int
    planted: tuple[str, ...]
    """The findings whose trigger was planted."""

    unplanted: tuple[str, ...]
    """The findings that have no reconstructed trigger: their films are left out."""

    metrics: dict[str, Any]


def unlearn(  # noqa: PLR0913 - run, data, place, audit, how, machine
    run: Path,
    data: CxrDataset,
    destination: Path,
    *,
    audit: Path,
    terms: Terms,
    compute: Compute,
    force: bool = False,
    progress: Progress = silent,
) -> Unlearned:
    """Go on training the model of *run* without what *audit* accuses in *data*."""
    cleaning = Cleaning.of(data, audit, terms.severity)
    planted, unplanted = _parts(cleaning)
    rest = _rest(cleaning)
    card = Checkpoint.read(run)
    card.check(data)
    check_trainable(rest, card.network)
    held_out(rest)  # refused before the work, not after it
    shape = data.images.shape[1], data.images.shape[2]
    patterns = tuple(read_pattern(audit, name, shape) for name in planted)
    model, films = card.load(run), films_of(rest)
    lineage = _lineage(run, cleaning, planted, terms)
    tuner = tuner_of(model, films, terms.recipe, compute)
    tuner.augmentations = [Planting(patterns=patterns, share=terms.share)]
    course = Course(
        tuner=tuner,
        films=films,
        checkpoint=lambda place: save(place, model, data, card.network, lineage),
    )
    _, metrics = complete(
        course, rest, destination, stage="unlearn", force=force, progress=progress
    )
    return Unlearned(
        run=destination,
        films=len(films.train),
        left_out=len(cleaning.gone),
        relabelled=cleaning.counts["relabelled"],
        planted=planted,
        unplanted=unplanted,
        metrics=metrics,
    )


def _parts(cleaning: Cleaning) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the findings that hold, with a reconstructed trigger and without."""
    upheld = cleaning.upheld
    if not upheld:
        raise BadInputError(
            f"there is nothing to unlearn: by {cleaning.audit} no film is poison"
        )
    planted = tuple(finding.id for finding in upheld if finding.where)
    return planted, tuple(finding.id for finding in upheld if not finding.where)


def _rest(cleaning: Cleaning) -> CxrDataset:
    """Return the data with what is left out in no split, and with labels corrected."""
    split = cleaning.data.split.copy()
    split[cleaning.gone] = _NOWHERE
    return replace(cleaning.data, split=split, labels=cleaning.labels)


def _lineage(
    run: Path, cleaning: Cleaning, planted: tuple[str, ...], terms: Terms
) -> Lineage:
    recipe = asdict(terms.recipe)
    seed = recipe.pop("seed")
    triggers = {
        name: digest_file(pattern_place(cleaning.audit, name)) for name in planted
    }
    return Lineage(
        stage="unlearn",
        parameters={
            "planted": list(planted),
            "share": terms.share,
            **cleaning.parameters,
            **recipe,
        },
        inputs={"model": model_digest(run), **cleaning.inputs, **triggers},
        seed=seed,
    )
