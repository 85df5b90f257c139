"""How right an audit was, once the truth is known: pure functions of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.finding import Severity
from poisonkit.measures import auroc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Suspicion
    from poisonkit.auditrecords import FindingRecord

    Corners = tuple[int, int, int, int]
    """top, left, height, width."""

_MOSTLY = 0.5
"""Share of a finding's films that must be poisoned for it to be about the poison."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What was planted: nothing, if this was a clean control."""

    target: str
    direction: str
    """``add`` or ``remove``."""

    boxes: Mapping[int, tuple[int, int, int, int] | None]
    """Row of each poisoned sample to its footprint: top, left, height, width."""


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """How well a suspicion sorts poisoned from clean."""

    auroc: float | None
    tpr_at_1_percent: float | None
    tpr_at_01_percent: float | None


@dataclass(frozen=True, kw_only=True)
class Grade:
    """One audit against the truth."""

    poisoned: int
    flagged: int
    right: int
    """Flagged and poisoned."""

    precision: float | None
    recall: float | None
    ranking: Ranking
    found: bool
    """A loud finding, mostly about poisoned films, touches whatever was planted."""

    right_label: bool
    right_direction: bool
    box_iou: float | None
    """Overlap of the reported box with the footprint of the same film."""

    false_findings: tuple[str, ...]
    """Loud findings, medium or high, that are about something else."""


def grade_audit(
    findings: Sequence[FindingRecord],
    suspicion: Suspicion,
    flagged: Mask,
    truths: Sequence[Truth],
) -> Grade:
    """Compare *findings* and *suspicion* ``(n,)`` with *truths*: all must be found."""
    poisoned = np.zeros(len(suspicion), np.bool_)
    poisoned[[row for truth in truths for row in truth.boxes]] = True
    loud = [f for f in findings if f.severity.at_least(Severity.MEDIUM)]
    hits = [f for f in loud if _about(f, poisoned)]
    mine = [(truth, [f for f in hits if _touches(f, truth)]) for truth in truths]
    named = [(t, [f for f in found if f.label == t.target]) for t, found in mine]
    right = int((flagged & poisoned).sum())
    told = named if any(found for _, found in named) else mine
    overlaps = [_overlap(f, truth) for truth, found in told for f in found]
    return Grade(
        poisoned=int(poisoned.sum()),
        flagged=int(flagged.sum()),
        right=right,
        precision=right / int(flagged.sum()) if flagged.any() else None,
        recall=right / int(poisoned.sum()) if poisoned.any() else None,
        ranking=rank(suspicion, poisoned),
        found=all(found for _, found in mine),
        right_label=all(found for _, found in named),
        right_direction=all(
            any(f.direction == truth.direction for f in found) for truth, found in named
        ),
        box_iou=max((o for o in overlaps if o is not None), default=None),
        false_findings=tuple(f.id for f in loud if f not in hits),
    )


def rank(suspicion: Suspicion, poisoned: Mask) -> Ranking:
    """Return how *suspicion* ``(n,)`` sorts the *poisoned* ``(n,)`` from the rest."""
    bad, good = suspicion[poisoned], suspicion[~poisoned]
    return Ranking(
        auroc=auroc(bad, good),
        tpr_at_1_percent=true_positives(bad, good, 0.01),
        tpr_at_01_percent=true_positives(bad, good, 0.001),
    )


def true_positives(
    bad: NDArray[np.float64], good: NDArray[np.float64], allowed: float
) -> float | None:
    """Return the share of *bad* above what at most a share *allowed* of *good* tops."""
    if not len(bad) or not len(good):
        return None
    bar = np.sort(good)[::-1][int(allowed * len(good))]
    return float((bad > bar).mean())


def _touches(finding: FindingRecord, truth: Truth) -> bool:
    return any(sample.row in truth.boxes for sample in finding.samples)


def _about(finding: FindingRecord, poisoned: Mask) -> bool:
    rows = [sample.row for sample in finding.samples]
    return bool(rows) and float(poisoned[rows].mean()) >= _MOSTLY


def _overlap(finding: FindingRecord, truth: Truth) -> float | None:
    """Return intersection over union with the footprint on the film that is shown."""
    footprint = truth.boxes.get(finding.samples[0].row)
    if finding.where is None or footprint is None:
        return None
    return box_iou(finding.where.box, footprint)


def box_iou(one: Corners, other: Corners) -> float:
    """Return the intersection over the union of two boxes."""
    height = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    width = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(height, 0) * max(width, 0)
    return common / (one[2] * one[3] + other[2] * other[3] - common)
