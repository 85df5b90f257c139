"""How long the tiers of an audit will take, told before it starts.

A few films are tried on this machine; the rest is counting.  The machine may be busier
later, so it is an order, not a promise; `run.json` has both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.checkpoint import model_for
from poisonkit.dataset import Split
from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import DeepDetector, Tier, tier_of
from poisonkit.learning import fresh
from poisonkit.stages.probe import FIRST, MORE, NETWORK, ROUNDS
from poisonkit.workflows.expectation import Forecast
from poisonkit.workflows.pace import Pace, seconds_to_measure
from poisonkit.workflows.power import copies_of
from poisonkit.workflows.witnessing import known_of, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.arrays import Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.detectors.base import Detector
    from poisonkit.earlier import Earlier
    from poisonkit.networks.base import Classifier
    from poisonkit.workflows.assignment import Assignment

_DRAWS = 16
"""Times that a detector is asked of each group: itself, and pseudo-groups."""

_LOOKED_AT, _DENIED = 768, 256
"""Films without a label that are explained for it, and those of them suspected."""

_EPOCHS = FIRST, FIRST + MORE * (ROUNDS - 1)
"""Of a probe that learns its canaries at once, and of one that never does."""

_BACK = 3
"""Passes that one there and back takes."""

_SEARCHED = 1.7
"""What pixels and labels take in all, for each second of the search: 1.5 to 1.8, in ten
audits of 1,500 and 3,000 films of 128 pixels."""


def forecast(
    data: CxrDataset,
    assignment: Assignment,
    compute: Compute,
    earlier: Earlier | None = None,
) -> tuple[Forecast, ...]:
    """Return what each tier that has detectors will take, and then the canaries.

    A model is not asked again about what it showed in an *earlier* audit.
    """
    told = _of_tiers(data, assignment, compute, earlier)
    copies = copies_of(data) if assignment.canary else 0
    if not copies:
        return told
    each = _of_tiers(data, assignment.of_copies(), compute, None)
    canaries = Forecast(
        part=f"canaries in {copies} {'copy' if copies == 1 else 'copies'}",
        detectors=sum(one.detectors for one in each),
        least=copies * sum(one.least for one in each),
        most=copies * sum(one.most for one in each),
    )
    return (*told, canaries)


def _of_tiers(
    data: CxrDataset,
    assignment: Assignment,
    compute: Compute,
    earlier: Earlier | None,
) -> tuple[Forecast, ...]:
    chosen = [DETECTORS.create(text) for text in assignment.detectors]
    tiers = {t: [d for d in chosen if tier_of(type(d)) is t] for t in Tier}
    due = {tier for tier, found in tiers.items() if found}
    run, model, rows = trained(assignment, earlier), None, np.arange(len(data))
    if assignment.evidence:
        due -= {Tier.DEEP}
    elif assignment.asks_a_model():
        due |= {Tier.EVIDENCE}
        known = known_of(run, earlier) if run else None
        rows = known.fresh if known else rows
        model = model_for(run, data) if run else _probe(data, assignment)
    pace = Pace.of(data, model, compute)
    epoch = 0.0 if run else pace.passed * _BACK * len(data.rows(Split.TRAIN))
    evidence = _of_evidence(data, rows, tiers[Tier.EVIDENCE], pace)
    spans = {
        Tier.DATA: (pace.searched * len(data) * _SEARCHED,) * 2,
        Tier.EVIDENCE: (evidence + epoch * _EPOCHS[0], evidence + epoch * _EPOCHS[1]),
        Tier.DEEP: (_of_asking(data, tiers[Tier.DEEP], pace),) * 2,
    }
    return tuple(
        Forecast(part=t, detectors=len(tiers[t]), least=spans[t][0], most=spans[t][1])
        for t in Tier
        if t in due
    )


def _probe(data: CxrDataset, assignment: Assignment) -> Classifier:
    return fresh(NETWORK, len(data.label_names), assignment.seed)


def _of_evidence(
    data: CxrDataset, rows: Rows, detectors: Sequence[Detector], pace: Pace
) -> float:
    """Return the seconds of a pass over the films in *rows*, and of *detectors*."""
    present = (data.labels[rows] == 1).sum()
    absent = np.minimum((data.labels == 0).sum(axis=0), _LOOKED_AT).sum()
    groups = 2 * len(data.label_names)
    return (
        pace.passed * len(rows)
        # of each pair, the upper half of the network alone
        + pace.passed * float(present + absent) * _BACK / 2
        + seconds_to_measure(detectors) * groups * _DRAWS
    )


def _of_asking(data: CxrDataset, detectors: Sequence[Detector], pace: Pace) -> float:
    """Return the seconds in which *detectors* ask the model anew."""
    present = (data.labels == 1).sum(axis=0).tolist()
    absent = np.minimum((data.labels == 0).sum(axis=0) // 2, _DENIED).tolist()
    passes = sum(
        detector.passes(int(count))
        for detector in detectors
        if isinstance(detector, DeepDetector)
        for count in (*present, *absent)
        if count >= detector.min_samples
    )
    return pace.asked * passes
