"""Whether the reconstructed trigger does what it is accused of.

Planted on films that look clean, it should turn the model's decision; removed from the
suspects, the decision should turn back; and another film's pixels in the same place
should do nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import UNKNOWN, scale_of
from poisonkit.dataset import Split
from poisonkit.evaluation import SPECIFICITY
from poisonkit.measures import operating_point
from poisonkit.planting import plant, remove, transplant
from poisonkit.proof import CausalTest

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels, Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.evidencefile import EvidenceFile
    from poisonkit.finding import Group
    from poisonkit.networks.base import Classifier
    from poisonkit.pattern import Pattern

STRONG, WEAK = 0.4, 0.25
"""Decisions turned beyond the controls: proof, and support."""

_PLANTED = 200
"""Films that a pattern is planted on, and suspects it is removed from, at most."""

_FEWEST = 20
"""Held-out films below which training films are taken as well."""


@dataclass(frozen=True, kw_only=True)
class Laboratory:
    """A model to try reconstructed triggers on."""

    data: CxrDataset
    file: EvidenceFile
    model: Classifier
    compute: Compute
    seed: int

    @cached_property
    def unseen(self) -> Rows:
        """The films the model was not trained on, as far as is known."""
        rows = np.flatnonzero(self.data.split != Split.TRAIN)
        return rows if len(rows) >= _FEWEST else np.arange(len(self.data))

    def test(self, pattern: Pattern, group: Group, suspects: Rows) -> CausalTest | None:
        """Plant, transplant and remove *pattern*; None without films to do it on."""
        column = self.data.label(group.label)
        others = self._clean(column, 1 - int(group.present), suspects)
        if not len(others):
            return None
        threshold = self._threshold(column, suspects)
        rng = np.random.default_rng([self.seed, column])
        films = self.data.images[others]
        donors = self.data.images[np.roll(others, 1)]
        planted = plant(pattern, films, rng, scale_of(films))
        moved = transplant(pattern, films, donors, rng)

        def crossing(pixels: Pixels) -> float:
            return float(self._cross(pixels, column, threshold, group).mean())

        worked, restored = self._removal(pattern, group, suspects, threshold)
        return CausalTest(
            planted=len(others),
            flip_rate=crossing(planted),
            untouched_rate=crossing(films),
            control_rate=crossing(moved),
            removed=worked,
            restoration_rate=restored,
            threshold=threshold,
        )

    def _removal(
        self, pattern: Pattern, group: Group, suspects: Rows, threshold: float
    ) -> tuple[int, float | None]:
        """Return on how many suspects the pattern worked, and how often it let go."""
        column = self.data.label(group.label)
        chosen = np.sort(suspects[:_PLANTED])
        films = self.data.images[chosen]
        before = self._cross(films, column, threshold, group)
        after = self._cross(remove(pattern, films, chosen), column, threshold, group)
        worked = int(before.sum())
        rate = float((before & ~after).sum() / worked) if worked else None
        return worked, rate

    def _clean(self, column: int, value: int, suspects: Rows) -> Rows:
        """Return unsuspected films with *value* in *column*, unseen ones first."""
        fitting = np.flatnonzero(self.data.labels[:, column] == value)
        fitting = np.setdiff1d(fitting, suspects)
        unseen = np.intersect1d(fitting, self.unseen)
        rows = unseen if len(unseen) >= _FEWEST else fitting
        return rows[:: max(1, len(rows) // _PLANTED)][:_PLANTED]

    def _threshold(self, column: int, suspects: Rows) -> float:
        rows = np.setdiff1d(self.unseen, suspects)
        rows = rows if len(rows) else self.unseen
        labels = self.data.labels[rows, column]
        assert labels.dtype == np.int8
        known = rows[labels != UNKNOWN]
        logits = self.file.logits[known, column]
        return operating_point(logits, self.data.labels[known, column], SPECIFICITY)

    def _cross(
        self, pixels: Pixels, column: int, threshold: float, group: Group
    ) -> np.ndarray:
        """Return which films lie on the group's side of the threshold, ``(m,)``."""
        rows = np.arange(len(pixels))
        logits = self.compute.logits(self.model, lambda some: pixels[some], rows)
        above: np.ndarray = logits[:, column] > threshold
        return above if group.present else ~above


def effect(test: CausalTest | None) -> float:
    """Return how many decisions the pattern turned beyond its two controls."""
    if test is None:
        return 0.0
    return test.flip_rate - max(test.control_rate, test.untouched_rate)
