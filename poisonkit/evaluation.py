"""What a classifier is worth on clean images, and where its decisions are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poisonkit.dataset import Split
from poisonkit.errors import BadInputError
from poisonkit.measures import label_auroc, macro, operating_point

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.networks.base import Classifier

SPECIFICITY = 0.95
"""Of the operating point: the share of a label's negatives that stay below it."""


def held_out(data: CxrDataset) -> tuple[str, Rows]:
    """Return the rows to measure on: test, or validation where there is no test."""
    for part in (Split.TEST, Split.VALIDATION):
        rows = data.rows(part)
        if len(rows):
            return part.name.lower(), rows
    raise BadInputError("all images are in the training split: nothing to measure on")


def operating_points(
    model: Classifier, data: CxrDataset, compute: Compute
) -> list[float]:
    """Return each label's decision threshold, a logit, set on validation images."""
    rows = data.rows(Split.VALIDATION)
    rows = rows if len(rows) else held_out(data)[1]
    logits = compute.logits(model, lambda chosen: data.images[chosen], rows)
    return [
        operating_point(logits[:, k], data.labels[rows, k], SPECIFICITY)
        for k in range(logits.shape[1])
    ]


def clean_measures(
    model: Classifier, data: CxrDataset, compute: Compute
) -> dict[str, Any]:
    """Return the AUROC per label and their mean, on held-out images as they are."""
    part, rows = held_out(data)
    logits = compute.logits(model, lambda chosen: data.images[chosen], rows)
    values = label_auroc(logits, data.labels[rows])
    return {
        "split": part,
        "images": len(rows),
        "clean_auroc": macro(values),
        "clean_auroc_per_label": dict(zip(data.label_names, values, strict=True)),
    }
