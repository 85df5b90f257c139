"""Who bears a pattern: the films that show it, whatever is said of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.judgement.accusation import Accusation
from poisonkit.judgement.causal import STRONG, effect
from poisonkit.patterns import SHOWN, shown_anywhere

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.judgement.bench import Bench
    from poisonkit.judgement.causal import Laboratory
    from poisonkit.judgement.measurement import Measurement
    from poisonkit.pattern import Pattern
    from poisonkit.proof import CausalTest

_OWN = 2 / 3
"""Share of those who bear a side's pattern that must lie on that side."""


def by_pattern(
    bench: Bench,
    laboratory: Laboratory | None,
    measurement: Measurement,
    pattern: Pattern,
) -> Accusation:
    """Suspect every film that shows the pattern, whatever its label."""
    share = shown_anywhere(pattern, bench.films.pixels)
    found = np.flatnonzero(share >= SHOWN)
    rows = found[np.argsort(-share[found], kind="stable")]
    return Accusation(
        measurement=measurement,
        rows=rows,
        suspicion=share[rows],
        pattern=pattern,
        causal=tried(laboratory, measurement, pattern, rows),
    )


def bearers_of(
    bench: Bench, laboratory: Laboratory | None, side: Accusation
) -> Accusation:
    """Suspect who bears the trigger that one *side* of a split gave away.

    Activations tell roughly who goes with whom.  Once pixels are proven to turn the
    model, and proven again on the films that show them, these are meant, and no others
    of that side.
    """
    pattern = side.pattern
    if pattern is None or pattern.added or effect(side.causal) < STRONG:
        return side
    found = by_pattern(bench, laboratory, side.measurement, pattern)
    own = np.isin(found.rows, side.rows).sum() >= max(_OWN * len(found.rows), 1)
    proven = effect(found.causal) >= STRONG
    return replace(found, turned=side.turned) if own and proven else side


def tried(
    laboratory: Laboratory | None,
    measurement: Measurement,
    pattern: Pattern | None,
    suspects: Rows,
) -> CausalTest | None:
    """Return what the pattern does to a model, where there are both."""
    if laboratory is None or pattern is None:
        return None
    return laboratory.test(pattern, measurement.evidence.group, suspects)
