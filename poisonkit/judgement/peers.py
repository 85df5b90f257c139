"""Suspects, their peers with the same label, and the films on its other side.

Films are compared with others of their view, with as many other findings, whose
patients came as often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from poisonkit.crowd import Crowd
from poisonkit.judgement.likeness import Likeness
from poisonkit.parts import Part, auroc_and_variance

if TYPE_CHECKING:
    from poisonkit.arrays import Mask
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.parts import Floats, Numbers

_FEWEST, _SUSPECTED = 10, 5
"""Patients on each side of the label, and among the suspects."""

_BY_CHANCE = 0.5
_TOLD = 2.0
"""Sigmas above chance from which a label can be told at all."""


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Who is compared with whom; masks over the whole set, ``(n,)``."""

    mine: Mask
    """Suspects on the group's side of the label."""

    peers: Mask
    """Others on it."""

    others: Mask
    """Unsuspected films on the other side."""

    patients: Numbers
    circumstances: Floats

    @classmethod
    def of(cls, bench: Bench, group: Group, accused: Mask) -> Self:
        """Return who is compared where films are *accused* ``(n,)`` of *group*."""
        data, label = bench.data, bench.data.label(group.label)
        column = data.labels[:, label]
        has, lacks = column == int(group.present), column == 1 - int(group.present)
        people = bench.films.patients
        kinds = Likeness(data).kinds(label, np.arange(len(data)))
        each = np.bincount(people)[people]
        return cls(
            mine=has & accused,
            peers=has & ~accused,
            others=lacks & ~accused,
            patients=people,
            circumstances=np.column_stack(
                [kinds[:, None] == np.unique(kinds), np.log(each)]
            ),
        )

    def enough(self) -> bool:
        """Return whether there are patients enough."""
        mine, peers, others = (
            len(np.unique(self.patients[some]))
            for some in (self.mine, self.peers, self.others)
        )
        return mine >= _SUSPECTED and min(peers, others) >= _FEWEST

    def tells(self, told: Floats) -> bool:
        """Return whether what was *told* tells peers from films on the other side."""
        value, variance = auroc_and_variance(self._beside(told, self.peers))
        return value - _BY_CHANCE >= _TOLD * float(np.sqrt(variance))

    def auroc(self, told: Floats, some: Mask) -> float:
        """Return how well *some* films are told from those on the other side."""
        return auroc_and_variance(self._beside(told, some))[0]

    def beside_peers(self, told: Floats) -> tuple[float, float]:
        """Return how far the suspects stand above their peers in what was *told*.

        And how far they lie from these towards the others, in [0, 1]: about the share
        of them that are no peers.
        """
        peers = Crowd.of(*self._of(told, self.peers))
        mine, others = self._of(told, self.mine), self._of(told, self.others)
        whole = peers.distance(*others[:2])
        fallen = peers.distance(*mine[:2]) / whole if whole < 0 else 0.0
        return peers.height(*mine), float(np.clip(fallen, 0, 1))

    def above_others(self, told: Floats) -> float:
        """Return how far the suspects stand above films on the other side."""
        crowd = Crowd.of(*self._of(told, self.others))
        return crowd.height(*self._of(told, self.mine))

    def _of(self, told: Floats, some: Mask) -> tuple[Floats, Floats, Numbers]:
        return told[some], self.circumstances[some], self.patients[some]

    def _beside(self, told: Floats, some: Mask) -> Part:
        rows = np.flatnonzero(some | self.others)
        return Part(told=told[rows], has=some[rows], patients=self.patients[rows])
