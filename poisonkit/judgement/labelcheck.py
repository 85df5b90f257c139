"""Whether suspects look as having the label they bear, to fits that never saw them.

A backdoor puts a trigger on films to whose label it was added; a marker or a wire that
goes with a disease lies on films that do have it.  Films are compared with others of
their view, with as many other findings: who lies in bed looks sick, and is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.arrays import UNKNOWN
from poisonkit.chance import log_chance_of_few
from poisonkit.crowd import Crowd
from poisonkit.expecting import expected
from poisonkit.judgement.likeness import Likeness
from poisonkit.judgement.painted import looks_without
from poisonkit.parts import Part, auroc_and_variance
from poisonkit.proof import LabelCheck

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.parts import Floats, Numbers
    from poisonkit.pattern import Pattern

_FEWEST, _SUSPECTED = 10, 5
"""Patients on each side of the label, and among the suspects."""

_BY_CHANCE = 0.5
_TOLD = 2.0
"""Sigmas above chance from which a label can be told at all."""


@dataclass(frozen=True, kw_only=True)
class _Sides:
    """Who is compared with whom; masks over the whole set, ``(n,)``."""

    mine: Mask
    """Suspects on the group's side of the label."""

    peers: Mask
    """Others on it."""

    others: Mask
    """Unsuspected films on the other side."""

    patients: Numbers
    circumstances: Floats

    def enough(self) -> bool:
        """Return whether there are patients enough."""
        mine, peers, others = (
            len(np.unique(self.patients[some]))
            for some in (self.mine, self.peers, self.others)
        )
        return mine >= _SUSPECTED and min(peers, others) >= _FEWEST

    def height(self, told: Floats, crowd: Mask) -> float:
        """Return how far the suspects stand above a *crowd* in what was *told*."""
        first, second = (
            (told[some], self.circumstances[some], self.patients[some])
            for some in (crowd, self.mine)
        )
        return Crowd.of(*first).height(*second)

    def beside(self, told: Floats, some: Mask) -> Part:
        """Return *some* films beside those on the other side."""
        rows = np.flatnonzero(some | self.others)
        return Part(told=told[rows], has=some[rows], patients=self.patients[rows])


def check_labels(
    bench: Bench, group: Group, suspects: Rows, pattern: Pattern | None
) -> LabelCheck | None:
    """Return how *suspects* compare with their peers; None where nothing can be told.

    Peers have the same label; both are compared with films that lack it.
    """
    data, label = bench.data, bench.data.label(group.label)
    accused = np.isin(np.arange(len(data)), suspects)
    sides = _sides(bench, group, accused)
    if not sides.enough():
        return None
    looks = looks_without(pattern, bench, label, suspects)
    chances = expected(looks, data.table, data.metadata, label, ~accused)
    seen, told = (some if group.present else -some for some in (looks, chances))
    theirs, wide = auroc_and_variance(sides.beside(told, sides.peers))
    if theirs - _BY_CHANCE < _TOLD * np.sqrt(wide):
        return None
    below = min(sides.height(some, sides.peers) for some in (seen, told))
    wrong = min(1.0, 2 * float(stats.norm.cdf(below)))
    if not group.present:
        wrong = max(wrong, _lacking(bench, label, accused, chances))
    return LabelCheck(
        suspects=auroc_and_variance(sides.beside(told, sides.mine))[0],
        peers=theirs,
        p_wrong=wrong,
        p_right=float(stats.norm.sf(sides.height(told, sides.others))),
        p_seen=float(stats.norm.sf(sides.height(seen, sides.others))),
        painted=pattern is not None,
    )


def _sides(bench: Bench, group: Group, accused: Mask) -> _Sides:
    data, label = bench.data, bench.data.label(group.label)
    column = data.labels[:, label]
    has, lacks = column == int(group.present), column == 1 - int(group.present)
    people = bench.films.patients
    kinds = Likeness(data).kinds(label, np.arange(len(data)))
    each = np.bincount(people)[people]
    return _Sides(
        mine=has & accused,
        peers=has & ~accused,
        others=lacks & ~accused,
        patients=people,
        circumstances=np.column_stack(
            [kinds[:, None] == np.unique(kinds), np.log(each)]
        ),
    )


def _lacking(bench: Bench, label: int, accused: Mask, chances: Floats) -> float:
    """Return the chance that so few suspects have the label, being what they are.

    A mark that goes with no label lies on films of which some have it.
    """
    column = bench.data.labels[:, label]
    asked = accused & (column != UNKNOWN)
    count = int((column[asked] == 1).sum())
    return float(np.exp(log_chance_of_few(count, chances[asked])))
