"""Which samples an injection will poison: decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.dataset import CxrDataset, Split
from poisonkit.errors import BadParameterError, unknown
from poisonkit.policies import POLICIES
from poisonkit.triggers import TRIGGERS

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask
    from poisonkit.policies.base import LabelPolicy
    from poisonkit.triggers.base import Trigger


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What an experimenter wants to plant."""

    trigger: str
    """A spec, such as ``patch:size=3,value=1.0``."""

    target: str
    rate: float
    """Poisoned samples over all samples of the split."""

    policy: str = "add_target"
    split: str = "train"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what no data set could satisfy."""
        if not 0 < self.rate <= 1:
            raise BadParameterError(
                f"rate must be above 0 and at most 1, got {self.rate:g}"
            )
        if self.split.upper() not in Split.__members__:
            raise unknown("split", self.split, [part.name.lower() for part in Split])

    def make_trigger(self) -> Trigger:
        """Return the configured trigger."""
        return TRIGGERS.create(self.trigger)

    def make_policy(self) -> LabelPolicy:
        """Return the configured label policy."""
        return POLICIES.create(self.policy)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An attempt on one data set: the rows it will poison."""

    attempt: Attempt
    rows: tuple[int, ...]
    """In order."""

    labels: Labels
    """(m, l): what the labels of those rows will be."""


def draw_plan(data: CxrDataset, attempt: Attempt) -> Plan:
    """Choose the rows to poison, or say why they cannot be chosen."""
    attempt.make_trigger()
    column = data.label(attempt.target)
    policy = attempt.make_policy()
    rows = data.rows(Split[attempt.split.upper()])
    allowed = rows[policy.eligible(data.labels[rows], column)]
    wanted = _count(attempt, len(rows), len(allowed))
    drawn = np.random.default_rng(attempt.seed).choice(allowed, wanted, replace=False)
    chosen = np.sort(drawn)
    return Plan(
        attempt=attempt,
        rows=tuple(chosen.tolist()),
        labels=policy.relabel(data.labels[chosen], column),
    )


def target_share(
    data: CxrDataset, attempt: Attempt, labels: Labels, done: Mask
) -> float:
    """Return which share of the samples that now carry the target are poisoned.

    *labels* ``(n, l)`` are those after the injection, *done* ``(n,)`` its rows.
    """
    within = data.split == Split[attempt.split.upper()]
    wanted = attempt.make_policy().wanted
    carriers = within & (labels[:, data.label(attempt.target)] == wanted)
    return float(done[carriers].mean()) if carriers.any() else 0.0


def _count(attempt: Attempt, samples: int, allowed: int) -> int:
    """Return how many samples the rate means, or refuse it."""
    wanted = round(attempt.rate * samples)
    of = f"a rate of {attempt.rate:g} of {samples} samples in {attempt.split}"
    if not wanted:
        raise BadParameterError(f"{of} is no sample at all")
    if wanted > allowed:
        raise BadParameterError(
            f"{of} wants {wanted}, but {attempt.policy} on {attempt.target} may touch "
            f"only {allowed}"
        )
    return wanted
