"""How well a model does, and how well an attack does: pure functions of scores.

The definitions are those of the README's glossary.  Nothing here rounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import roc_auc_score

from poisonkit.arrays import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Logits

    Floats = NDArray[np.float32] | NDArray[np.float64]


def auroc(positives: Floats, negatives: Floats) -> float | None:
    """Return the chance that a positive outranks a negative; None if one is missing."""
    if not len(positives) or not len(negatives):
        return None
    scores = np.concatenate([positives, negatives])
    truth = np.arange(len(scores)) < len(positives)
    return float(roc_auc_score(truth, scores))


def label_auroc(logits: Logits, labels: Labels) -> list[float | None]:
    """Return the AUROC of each label; unknown labels count on neither side."""
    return [
        auroc(logits[column == 1, k], logits[column == 0, k])
        for k, column in enumerate(labels.T)
    ]


def macro(values: Sequence[float | None]) -> float | None:
    """Return the mean of what is defined; None if nothing is."""
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None


def operating_point(
    logits: Floats, labels: NDArray[np.int8], specificity: float
) -> float:
    """Return the logit that leaves *specificity* of the known negatives below it."""
    negatives = logits[labels == 0]
    if not len(negatives):
        negatives = logits[labels != UNKNOWN] if (labels != UNKNOWN).any() else logits
    return float(np.quantile(negatives, specificity))


def micro_auroc(logits: Logits, labels: Labels) -> float | None:
    """Return the AUROC over all known (image, label) decisions thrown together."""
    return auroc(logits[labels == 1], logits[labels == 0])


@dataclass(frozen=True, kw_only=True)
class AttackMeasures:
    """What a trigger does to one model."""

    infected_auroc: float | None
    """Triggered copies of target-negatives against the same images untouched."""

    attack_success_rate: float
    """Share of triggered target-negatives that cross the operating point."""

    untouched_rate: float
    """Share of the same images that cross it untouched: the control."""


def measure_attack(
    untouched: Floats, triggered: Floats, threshold: float
) -> AttackMeasures:
    """Compare logits of the target before and after the trigger.

    *untouched* and *triggered* are ``(m,)`` logits of target-negative test images.  For
    a trigger that removes the label give those of target-positives, and everything,
    the threshold too, negated.
    """
    return AttackMeasures(
        infected_auroc=auroc(triggered, untouched),
        attack_success_rate=float(np.mean(triggered > threshold)),
        untouched_rate=float(np.mean(untouched > threshold)),
    )
