"""Whether suspects look as having the label they bear, to fits that never saw them.

A backdoor puts a trigger on films to whose label it was added; a marker or a wire that
goes with a disease lies on films that do have it.  Films are compared with others of
their view, with as many other findings: who lies in bed looks sick, and is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.arrays import UNKNOWN
from poisonkit.chance import log_chance_of_few
from poisonkit.expecting import expected
from poisonkit.judgement.painted import looks_without
from poisonkit.judgement.peers import Sides
from poisonkit.parts import auroc_and_variance
from poisonkit.proof import LabelCheck

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.parts import Floats
    from poisonkit.pattern import Pattern

_BY_CHANCE = 0.5
_TOLD = 2.0
"""Sigmas above chance from which a label can be told at all."""


def check_labels(
    bench: Bench, group: Group, suspects: Rows, pattern: Pattern | None
) -> LabelCheck | None:
    """Return how *suspects* compare with their peers; None where nothing can be told.

    Peers have the same label; both are compared with films that lack it.
    """
    data, label = bench.data, bench.data.label(group.label)
    accused = np.isin(np.arange(len(data)), suspects)
    sides = Sides.of(bench, group, accused)
    if not sides.enough():
        return None
    looks = looks_without(pattern, bench, label, suspects)
    chances = expected(looks, data.table, data.metadata, label, ~accused)
    seen, told = (some if group.present else -some for some in (looks, chances))
    theirs, wide = auroc_and_variance(sides.beside(told, sides.peers))
    if theirs - _BY_CHANCE < _TOLD * np.sqrt(wide):
        return None
    below, fallen = min(
        (sides.height(some, sides.peers), sides.fallen(some)) for some in (seen, told)
    )
    wrong = min(1.0, 2 * float(stats.norm.cdf(below)))
    if not group.present:
        wrong = max(wrong, _lacking(bench, label, accused, chances))
    return LabelCheck(
        suspects=auroc_and_variance(sides.beside(told, sides.mine))[0],
        peers=theirs,
        share_wrong=fallen,
        p_wrong=wrong,
        p_right=float(stats.norm.sf(sides.height(told, sides.others))),
        p_seen=float(stats.norm.sf(sides.height(seen, sides.others))),
        painted=pattern is not None,
    )


def _lacking(bench: Bench, label: int, accused: Mask, chances: Floats) -> float:
    """Return the chance that so few suspects have the label, being what they are.

    A mark that goes with no label lies on films of which some have it.
    """
    column = bench.data.labels[:, label]
    asked = accused & (column != UNKNOWN)
    count = int((column[asked] == 1).sum())
    return float(np.exp(log_chance_of_few(count, chances[asked])))
