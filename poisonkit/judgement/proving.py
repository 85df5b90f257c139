"""What is tried once suspects are named: their pattern, and their labels without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from poisonkit.judgement.company import company_of
from poisonkit.judgement.labelcheck import check_labels
from poisonkit.judgement.trusted import look_among_trusted

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.judgement.causal import Laboratory
    from poisonkit.pattern import Pattern
    from poisonkit.proof import CausalTest, Company, LabelCheck, ReferenceCheck


class Proof(TypedDict):
    """What is known once the suspects are, as it goes into an `Accusation`."""

    pattern: Pattern | None
    causal: CausalTest | None
    labels: LabelCheck | None
    reference: ReferenceCheck | None
    company: Company | None


def prove(
    bench: Bench,
    laboratory: Laboratory | None,
    group: Group,
    rows: Rows,
    pattern: Pattern | None,
) -> Proof:
    """Try the pattern on a model and among trusted films, and the labels without it."""
    return {
        "pattern": pattern,
        "causal": laboratory.test(pattern, group, rows)
        if laboratory and pattern
        else None,
        "labels": check_labels(bench, group, rows, pattern),
        "reference": look_among_trusted(bench, group, rows, pattern),
        "company": company_of(bench, group, rows),
    }
