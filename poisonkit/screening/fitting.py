"""From a model and clean films to a guard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.fewer import fewer
from poisonkit.screeners import SCREENERS
from poisonkit.screeners.base import Ground
from poisonkit.screening.guard import Guard, fused, scored, surprised
from poisonkit.screening.rehearsal import USUAL, Rehearsal
from poisonkit.screening.tails import Tail
from poisonkit.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels, Rows, Suspicion
    from poisonkit.compute import Compute
    from poisonkit.networks.base import Classifier
    from poisonkit.progress import Progress
    from poisonkit.screeners.base import Screener
    from poisonkit.screening.division import Division

BANK, FEW, TAUGHT, TUNED = 10_000, 300, 600, 4_000
"""Clean films at most: in the bank, looked at closely, attacked, and tuned on."""


def usual_screeners() -> tuple[str, ...]:
    """Return the names of those that are used where the user names none."""
    return tuple(name for name in SCREENERS.modules() if SCREENERS.load(name).usual)


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What a guard is made from."""

    model: Classifier
    images: Pixels
    """Of all clean films, mapped."""

    division: Division
    screeners: Sequence[str]
    """As the user wrote them."""

    seed: int
    attacks: Sequence[str] = USUAL

    def fit(self, compute: Compute, progress: Progress) -> Guard:
        """Learn from clean films what is usual, and how often it is left."""
        self.model.requires_grad_(requires_grad=False)
        members = {name: SCREENERS.create(name) for name in self.screeners}
        witness = Witness.of(self.model, compute, self._films(self.division.bank, FEW))
        ground = self._ground(witness, list(members.values()), progress)
        fitted = {name: member.fit(ground) for name, member in members.items()}
        films = self._films(self.division.tuned, TUNED)
        with progress("setting thresholds on clean films", len(films)) as advance:
            scores = scored(witness, fitted, films, advance)
        tails = [Tail.of(column) for column in scores.T]
        return Guard(
            witness=witness,
            screeners=fitted,
            tails=dict(zip(fitted, tails, strict=True)),
            whole=Tail.of(_crossed(scores)),
        )

    def _ground(
        self, witness: Witness, members: Sequence[Screener], progress: Progress
    ) -> Ground:
        bank = self._films(self.division.bank, BANK)
        taught = self._films(self.division.taught, TAUGHT)
        if not any(member.taught for member in members):
            taught = taught[:1]  # nobody asks; one film keeps the shapes
        total = len(bank) + len(taught)
        with progress("learning what clean films look like", total) as advance:
            rehearsal = Rehearsal(witness=witness, seed=self.seed)
            copies = rehearsal.in_turn(self.attacks, taught, advance)
            advance(len(bank))
            return Ground(
                clean=witness.impression(bank),
                few=witness.impression(
                    self._films(self.division.bank, FEW), slopes=True
                ),
                honest=witness.impression(taught),
                attacked=witness.impression(copies),
                witness=witness,
                seed=self.seed,
            )

    def _films(self, rows: Rows, most: int) -> Pixels:
        chosen = rows[fewer(len(rows), most, self.seed)]
        return self.images[chosen]


def _crossed(scores: NDArray[np.float64]) -> Suspicion:
    """Return what all screeners together say of clean films, ``(n,)``.

    Each half is compared with the other, as an incoming film is with strangers.
    """
    odd = np.arange(len(scores)) % 2 == 1
    together = np.zeros(len(scores))
    for own in (odd, ~odd):
        tails = [Tail.of(column) for column in scores[~own].T]
        together[own] = fused(surprised(tails, scores[own]))
    return together
