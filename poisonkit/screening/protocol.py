"""How a screening is measured without fooling oneself.

What is usual is learned on training patients.  Attacked copies that teach, and the
thresholds, come from two halves of the validation patients.  What is scored are test
patients: all their clean films, also those that the model gets wrong, against changed
copies of them.  No patient is on two sides, and nothing is set on test films.

Ma et al. (2021) fit densities on the test films that they score, and oversample before
they split; their numbers cannot be had this way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.dataset import Split
from poisonkit.fewer import fewer
from poisonkit.measures import auroc
from poisonkit.progress import silent
from poisonkit.screening.division import Division, by_patient
from poisonkit.screening.fitting import Lesson, usual_screeners
from poisonkit.screening.rehearsal import USUAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels, Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.networks.base import Classifier
    from poisonkit.screening.guard import Guard, Judged

TOGETHER = "fused"
"""What all screeners together are called in a table."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How well changed films are told from clean ones."""

    auroc: dict[str, float]
    """Of each screener, and of all together."""

    caught: dict[str, float]
    """Of all together: the share beyond the threshold, by the rate that it stands for.
    """


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """One model, and the films of three kinds of patients."""

    model: Classifier
    data: CxrDataset
    compute: Compute
    seed: int = 0
    most: int = 250
    """Test films."""

    screeners: Sequence[str] = field(default_factory=usual_screeners)
    attacks: Sequence[str] = USUAL
    """That teach."""

    rates: tuple[float, ...] = (0.01, 0.05)

    @cached_property
    def division(self) -> Division:
        """Return training patients as the bank, validation patients in two halves."""
        rows = self.data.rows(Split.VALIDATION)
        taught, tuned = by_patient(self.data, rows, (0.5,), self.seed)
        return Division(bank=self.data.rows(Split.TRAIN), taught=taught, tuned=tuned)

    @cached_property
    def test(self) -> Rows:
        """Return rows of test patients."""
        rows = self.data.rows(Split.TEST)
        return rows[fewer(len(rows), self.most, self.seed)]

    @cached_property
    def films(self) -> Pixels:
        """Return the clean films that are scored."""
        return self.data.images[self.test]

    @cached_property
    def guard(self) -> Guard:
        """Return what was learned of training and validation patients."""
        lesson = Lesson(
            model=self.model,
            images=self.data.images,
            division=self.division,
            screeners=self.screeners,
            seed=self.seed,
            attacks=self.attacks,
        )
        return lesson.fit(self.compute, silent)

    @cached_property
    def clean(self) -> tuple[NDArray[np.float64], Judged]:
        """Return scores and judgement of the clean films."""
        return self.judged(self.films)

    def false_alarms(self) -> dict[str, float]:
        """Return the share of clean test films beyond each threshold."""
        return self.beyond(self.clean[1])

    def outcome(self, changed: Pixels) -> Outcome:
        """Compare *changed* copies of the test films with the films themselves."""
        (honest, calm), (scores, judged) = self.clean, self.judged(changed)
        found = {
            name: auroc(scores[:, k], honest[:, k]) or 0.0
            for k, name in enumerate(self.screeners)
        }
        found[TOGETHER] = auroc(judged.suspicion, calm.suspicion) or 0.0
        return Outcome(auroc=found, caught=self.beyond(judged))

    def judged(self, films: Pixels) -> tuple[NDArray[np.float64], Judged]:
        """Return scores and judgement of *films* ``(n, h, w)``."""
        scores = self.guard.scores(films)
        return scores, self.guard.judge(scores)

    def beyond(self, judged: Judged) -> dict[str, float]:
        """Return the share of films beyond the threshold of each rate."""
        return {
            f"{rate:g}": float((judged.suspicion >= -np.log10(rate)).mean())
            for rate in self.rates
        }
