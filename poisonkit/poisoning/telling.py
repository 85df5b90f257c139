"""From a plan and what became of it to the manifest."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from poisonkit import __version__
from poisonkit.lineage import Lineage
from poisonkit.manifest import Manifest
from poisonkit.planning import target_share
from poisonkit.poison import Planted
from poisonkit.spec import Spec, describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.arrays import Labels
    from poisonkit.attempts import Attempt
    from poisonkit.dataset import CxrDataset
    from poisonkit.planning import Plan
    from poisonkit.poison import PoisonedSample


def manifest_of(
    source: CxrDataset,
    plan: Plan,
    samples: Sequence[PoisonedSample],
    digest: str,
    unwritten: Sequence[str] | None = None,
) -> Manifest:
    """Return the truth about *samples*; *digest* is that of the poisoned data set.

    *unwritten* are the ids of samples whose format cannot be written, if files were.
    """
    labels = relabelled(source, samples)
    first, *more = (
        _planted(source, plan, samples, labels, number)
        for number in range(len(plan.attempts))
    )
    done = {sample.row for sample in samples}
    never = set(unwritten or ())
    done.update(row for row in plan.rows if source.ids[row] in never)
    return Manifest(
        **asdict(first),
        more=tuple(more),
        seed=plan.scope.seed,
        split=plan.scope.split,
        benign=plan.scope.benign,
        stage="stored" if unwritten is None else "native",
        label_names=source.label_names,
        preprocessing=dict(source.preprocessing),
        source_digest=source.digest,
        poisoned_digest=digest,
        samples=tuple(samples),
        vanished=tuple(source.ids[row] for row in plan.rows if row not in done),
        unwritten=tuple(unwritten or ()),
        version=__version__,
    )


def relabelled(source: CxrDataset, samples: Sequence[PoisonedSample]) -> Labels:
    """Return the labels ``(n, l)`` of the poisoned data set."""
    labels = source.labels.copy()
    for sample in samples:
        labels[sample.row] = sample.labels_after
    return labels


def lineage_of(source: CxrDataset, plan: Plan) -> Lineage:
    """Return what the poisoned data set says of its making."""
    scope = asdict(plan.scope)
    seed = scope.pop("seed")
    return Lineage(
        stage="inject",
        parameters={"attempts": [asdict(each) for each in plan.attempts], **scope},
        inputs={"data": source.digest},
        seed=seed,
    )


def _planted(
    source: CxrDataset,
    plan: Plan,
    samples: Sequence[PoisonedSample],
    labels: Labels,
    number: int,
) -> Planted:
    attempt = plan.attempts[number]
    done = np.zeros(len(source), np.bool_)
    done[[sample.row for sample in samples if sample.plant == number]] = True
    share = target_share(source, attempt, plan.scope, labels, done)
    told = asdict(attempt) | {"trigger": _completed(attempt)}
    return Planted(**told, target_share=share)


def _completed(attempt: Attempt) -> str:
    """Return the trigger's spec with what it found out, as the digest of a picture."""
    trigger, given = attempt.make_trigger(), Spec.parse(attempt.trigger)
    if trigger is None:
        return ""
    found = describe(given.name, trigger).params
    more = {key: value for key, value in found.items() if key not in given.params}
    return str(Spec(given.name, {**given.params, **more})) if more else attempt.trigger
