"""Whether suspects look as having the label they bear, to fits that never saw them.

A backdoor puts a trigger on films to whose label it was added; a marker or a wire that
goes with a disease lies on films that do have it.  Films are compared with others of
their view, with as many other findings: who lies in bed looks sick, and is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.arrays import UNKNOWN
from poisonkit.chance import log_chance_of_few
from poisonkit.covariates import numbers
from poisonkit.differences import is_veil
from poisonkit.expecting import expected, history
from poisonkit.judgement.painted import looks_without
from poisonkit.judgement.peers import Sides
from poisonkit.proof import LabelCheck

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.parts import Floats
    from poisonkit.pattern import Pattern

_SHUNNING = 5.0
"""Of marks on films without a label few shun it, and most go with none: by how much
likelier it may be that labels are wrong by chance in the first case."""


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
    doubted = _doubted(looks, pattern, bench, group, suspects)
    chances = _chances(bench, label, doubted, looks, accused)
    seen, doubtful, told, clearing = (
        some if group.present else -some for some in (looks, doubted, *chances)
    )
    if not sides.tells(told):
        return None
    wrong, fallen = _unlike(sides, told, doubtful)
    if not group.present:
        wrong = max(wrong / _SHUNNING, _lacking(bench, label, accused, -told))
    return LabelCheck(
        suspects=sides.auroc(told, sides.mine),
        peers=sides.auroc(told, sides.peers),
        share_wrong=fallen,
        p_wrong=wrong,
        p_right=float(stats.norm.sf(sides.above_others(clearing))),
        p_seen=float(stats.norm.sf(sides.above_others(seen))),
        painted=pattern is not None and not is_veil(pattern, bench.films),
    )


def _doubted(
    looks: Floats, pattern: Pattern | None, bench: Bench, group: Group, suspects: Rows
) -> Floats:
    """Return *looks*, those of *suspects* more like their label, by what is doubtful.

    A pattern that shone through is taken off by its mean, and what is left of it may
    look like a finding: no more so than what was taken off.
    """
    if pattern is None or not pattern.added:
        return looks
    label = bench.data.label(group.label)
    bare = looks_without(None, bench, label, suspects)
    change = abs(float((looks - bare)[suspects].mean()))
    doubted = looks.copy()
    doubted[suspects] += change if group.present else -change
    return doubted


def _unlike(sides: Sides, told: Floats, seen: Floats) -> tuple[float, float]:
    """Return the chance of suspects so far below their peers, and how far they fell.

    Only what tells the label may say that it is wrong.
    """
    able = [told, seen] if sides.tells(seen) else [told]
    below, fallen = min(sides.beside_peers(some) for some in able)
    return min(1.0, len(able) * float(stats.norm.cdf(below))), fallen


def _chances(
    bench: Bench, label: int, doubted: Floats, looks: Floats, accused: Mask
) -> tuple[Floats, Floats]:
    """Return each film's chance of the label, twice; learned without the suspects.

    A patient's other films may be suspects, too.  In the first their labels are right,
    by which they may be accused; in the second wrong, by which they may be cleared:
    else a patient of whom all films are poisoned would vouch for each of them.
    """
    table = bench.data.table
    columns = numbers(bench.data.metadata, len(looks))
    suspected = accused[:, None] & (table.labels != UNKNOWN)
    believed, turned = (
        replace(table, labels=np.where(suspected, instead, table.labels))
        for instead in (UNKNOWN, 1 - table.labels)
    )
    first, second = (
        expected(seen, history(given, label), columns, believed, label)
        for seen, given in ((doubted, table), (looks, turned))
    )
    return first, second


def _lacking(bench: Bench, label: int, accused: Mask, chances: Floats) -> float:
    """Return the chance that so few suspects have the label, being what they are.

    A mark that goes with no label lies on films of which some have it.
    """
    column = bench.data.labels[:, label]
    asked = accused & (column != UNKNOWN)
    count = int((column[asked] == 1).sum())
    return float(np.exp(log_chance_of_few(count, chances[asked])))
