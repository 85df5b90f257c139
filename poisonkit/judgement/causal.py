"""Whether the reconstructed trigger does what it is accused of.

Planted on films that look clean, it should turn the model's decision; removed from the
suspects, the decision should turn back; and another film's pixels in the same place
should do nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.arrays import scale_of
from poisonkit.judgement.hosts import MOST, hosts
from poisonkit.planting import plant, remove, transplant
from poisonkit.proof import CausalTest

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels, Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.hosts import Asked
    from poisonkit.pattern import Pattern

STRONG, WEAK = 0.4, 0.25
"""Decisions turned beyond the controls: proof, and support."""

ENOUGH = 5
"""Films to plant on: a decision or two turn by themselves."""


@dataclass(frozen=True, kw_only=True)
class Laboratory:
    """A model to try reconstructed triggers on."""

    asked: Asked
    seed: int

    def test(self, pattern: Pattern, group: Group, suspects: Rows) -> CausalTest | None:
        """Plant, transplant and remove *pattern*; None without films to do it on."""
        column = self.asked.data.label(group.label)
        others = hosts(self.asked.data, group, suspects)
        if not len(others):
            return None
        decided = self.asked.threshold(group, suspects)
        rng = np.random.default_rng([self.seed, column])
        films = self.asked.data.images[others]
        donors = self.asked.data.images[np.roll(others, 1)]
        planted = plant(pattern, films, rng, scale_of(films))
        moved = transplant(pattern, films, donors, rng)

        def crossing(pixels: Pixels) -> float:
            return float(self._cross(pixels, column, decided, group).mean())

        worked, restored = self._removal(pattern, group, suspects, decided)
        return CausalTest(
            planted=len(others),
            flip_rate=crossing(planted),
            untouched_rate=crossing(films),
            control_rate=crossing(moved),
            removed=worked,
            restoration_rate=restored,
            threshold=decided,
        )

    def _removal(
        self, pattern: Pattern, group: Group, suspects: Rows, decided: float
    ) -> tuple[int, float | None]:
        """Return on how many suspects the pattern worked, and how often it let go."""
        if not len(suspects):
            return 0, None
        column = self.asked.data.label(group.label)
        chosen = np.sort(suspects[:MOST])
        films = self.asked.data.images[chosen]
        before = self._cross(films, column, decided, group)
        after = self._cross(remove(pattern, films, chosen), column, decided, group)
        worked = int(before.sum())
        rate = float((before & ~after).sum() / worked) if worked else None
        return worked, rate

    def _cross(
        self, pixels: Pixels, column: int, decided: float, group: Group
    ) -> np.ndarray:
        """Return which films lie on the group's side of the threshold, ``(m,)``."""
        rows = np.arange(len(pixels))
        logits = self.asked.compute.logits(
            self.asked.model, lambda some: pixels[some], rows
        )
        above: np.ndarray = logits[:, column] > decided
        return above if group.present else ~above


def effect(test: CausalTest | None) -> float:
    """Return how many decisions the pattern turned beyond its two controls.

    Less a standard error of that difference, since of a few films some turn by chance;
    none, if it was tried on too few.
    """
    if test is None or test.planted < ENOUGH:
        return 0.0
    idle = test.flip_rate - plainly(test)
    # As if one more film had turned, and one had not: five of five is not all of them.
    likely = [
        (k * test.planted + 1) / (test.planted + 2) for k in (test.flip_rate, idle)
    ]
    error = np.sqrt(sum(p * (1 - p) for p in likely) / test.planted)
    return max(0.0, float(plainly(test) - error))


def plainly(test: CausalTest) -> float:
    """Return the same without regard to chance."""
    return test.flip_rate - max(test.control_rate, test.untouched_rate)
